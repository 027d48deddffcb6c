-- expect: 2:5 nowhere
USE nowhere;
