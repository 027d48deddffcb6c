-- title: records with quotes that do not match are passed over, together with what they swallow
CREATE TABLE u1 (id INT, v STRING, w DOUBLE) WITH ('connector'='filesystem','path'='${DATA}/quotes_1.csv','format'='csv','csv.ignore-parse-errors'='true');
SELECT * FROM u1;
CREATE TABLE u3 (id INT, v STRING, w DOUBLE) WITH ('connector'='filesystem','path'='${DATA}/quotes_3.csv','format'='csv','csv.ignore-parse-errors'='true');
SELECT * FROM u3;
CREATE TABLE u4 (id INT, v STRING, w DOUBLE) WITH ('connector'='filesystem','path'='${DATA}/quotes_4.csv','format'='csv','csv.ignore-parse-errors'='true');
SELECT * FROM u4;
CREATE TABLE u5 (id INT, v STRING, w DOUBLE) WITH ('connector'='filesystem','path'='${DATA}/quotes_5.csv','format'='csv','csv.ignore-parse-errors'='true');
SELECT * FROM u5;
CREATE TABLE u6 (id INT, v STRING, w DOUBLE) WITH ('connector'='filesystem','path'='${DATA}/quotes_6.csv','format'='csv','csv.ignore-parse-errors'='true');
SELECT * FROM u6;
CREATE TABLE u7 (id INT, v STRING, w DOUBLE) WITH ('connector'='filesystem','path'='${DATA}/quotes_7.csv','format'='csv','csv.ignore-parse-errors'='true');
SELECT * FROM u7;
CREATE TABLE u8 (id INT, v STRING, w DOUBLE) WITH ('connector'='filesystem','path'='${DATA}/quotes_8.csv','format'='csv','csv.ignore-parse-errors'='true');
SELECT * FROM u8;
