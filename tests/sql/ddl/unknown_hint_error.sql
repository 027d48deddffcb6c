-- title: An unknown hint
SELECT /*+ FAST */ 1;
