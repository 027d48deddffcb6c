-- expect: 2:1 SELCT
SELCT 1;
