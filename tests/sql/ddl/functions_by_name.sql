-- title: Functions are kept by the name of their class
CREATE FUNCTION f AS 'com.example.Foo';
CREATE FUNCTION IF NOT EXISTS f AS 'com.example.Bar' LANGUAGE SCALA;
SHOW USER FUNCTIONS;
ALTER FUNCTION f AS 'com.example.Bar';
DROP FUNCTION f;
DROP FUNCTION IF EXISTS f;
SHOW USER FUNCTIONS;
DROP FUNCTION f;
