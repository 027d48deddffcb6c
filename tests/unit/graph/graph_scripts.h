// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <random>
#include <string>
#include <vector>

/// The samples of the tree this program was built in.
inline std::vector<std::pair<std::string, std::string>> sampleScripts() {
    std::vector<std::pair<std::string, std::string>> found;
    QDir dir(QFileInfo("/proc/self/exe").canonicalPath());
    while (!QFileInfo(dir.filePath("samples/orders/job.sql")).exists())
        if (!dir.cdUp()) return found;
    for (const QString& name : QDir(dir.filePath("samples")).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        QFile file(dir.filePath("samples/" + name + "/job.sql"));
        if (file.open(QIODevice::ReadOnly)) found.push_back({name.toStdString(), file.readAll().toStdString()});
    }
    return found;
}

/// Scripts of all shapes from a seed: every one parses and binds.
class ScriptMaker {
public:
    explicit ScriptMaker(unsigned seed) : random_(seed) {}

    std::string make() {
        std::string out;
        if (chance(3)) out += "-- What this job is about.\n\n";
        if (chance(4)) out += "SET 'table.local-time-zone' = 'UTC';\n\n";
        const int tables = 1 + pick(3), views = pick(6), jobs = 1 + pick(3);
        for (int i = 0; i < tables; ++i) out += comment() + table() + ";" + end();
        for (int i = 0; i < views; ++i) {
            const std::string name = "v" + std::to_string(++count_);
            out += comment() + "CREATE VIEW " + name + " AS" + gap() + query(true) + ";" + end();
            names_.push_back(name);
        }
        for (int i = 0; i < jobs; ++i) {
            const bool last = i + 1 == jobs;
            if (chance(3)) {
                const std::string sink = "s" + std::to_string(++count_);
                out += "CREATE TABLE " + sink + " (id BIGINT, name STRING, amount INT, ts TIMESTAMP(3)) WITH ('connector' = 'blackhole');" + end();
                out += comment() + "INSERT INTO " + sink + gap() + "SELECT id, name, amount, ts FROM " + any();
            } else {
                out += comment() + query(true);
            }
            if (!last || chance(2)) out += ";" + end();
            else if (chance(3)) out += " -- the end";
        }
        return out;
    }
    /// A condition over the columns that all tables here have.
    std::string condition(const std::string& qualifier = {}) {
        const std::string q = qualifier.empty() ? "" : qualifier + ".";
        switch (pick(5)) {
        case 0: return q + "amount > " + std::to_string(pick(100));
        case 1: return q + "name IS NOT NULL AND " + q + "id <> 3";
        case 2: return q + "name LIKE 'a;%(' OR " + q + "amount IS DISTINCT FROM 4";
        case 3: return "(" + q + "amount + 1) * 2 > 10";
        default: return q + "name IN ('x', 'y')";
        }
    }
    int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    bool chance(int oneOf) { return pick(oneOf) == 0; }

private:
    std::string comment() { return chance(4) ? "-- Note " + std::to_string(pick(9)) + ": SELECT; FROM (\n" : chance(8) ? "/* two\n   lines */\n" : ""; }
    std::string end() { return chance(6) ? "  -- done\n\n" : chance(5) ? "\n" : "\n\n"; }
    std::string gap() { return oneLine_ ? " " : chance(9) ? " /* WHERE */\n" : "\n"; }
    std::string any() { return names_[static_cast<size_t>(pick(static_cast<int>(names_.size())))]; }

    std::string table() {
        const std::string name = chance(6) ? "`t " + std::to_string(++count_) + "`" : "t" + std::to_string(++count_);
        names_.push_back(name);
        return "CREATE TABLE " + name +
               " (\n  id BIGINT,\n  name STRING, -- (who\n  amount INT,\n  ts TIMESTAMP(3),\n  WATERMARK FOR ts AS ts - INTERVAL '1' SECOND\n) WITH (\n"
               "  'connector' = 'datagen',\n  'number-of-rows' = '10'" +
               (chance(2) ? ",\n  'rows-per-second' = '5'" : "") + "\n)";
    }

    // Every query gives id, name, amount, ts, so that any can read any.
    std::string query(bool mayStep) {
        oneLine_ = chance(4);
        std::string with;
        if (mayStep && chance(4)) {
            const std::string step = "c" + std::to_string(++count_);
            with = "WITH " + step + " AS (" + gap() + plain() + gap() + ")";
            if (chance(2)) {
                const std::string next = "c" + std::to_string(++count_);
                with += ", " + next + " AS (SELECT id, name, amount, ts FROM " + step + ")";
                return with + gap() + "SELECT id, " + next + ".name, amount, ts FROM " + next;
            }
            return with + gap() + "SELECT " + step + ".id, name, amount, ts" + gap() + "FROM " + step;
        }
        return plain();
    }

    std::string plain() {
        const std::string a = any(), b = any();
        switch (pick(8)) {
        case 0: return "SELECT id, name, amount, ts" + gap() + "FROM " + a;
        case 1: return "SELECT *" + gap() + "FROM " + a + gap() + "WHERE " + condition();
        case 2: return "SELECT " + a + ".id, " + a + ".name, amount, ts" + gap() + "FROM " + a + gap() + "WHERE " + condition(a);
        case 3:
            return "SELECT MAX(id) AS id, name, SUM(amount) AS amount, CAST(MAX(ts) AS TIMESTAMP(3)) AS ts" + gap() + "FROM " + a + gap() + "WHERE " +
                   condition() + gap() + "GROUP BY name" + gap() + "HAVING COUNT(*) > 1";
        case 4:
            return "SELECT x.id, y.name, x.amount, y.ts" + gap() + "FROM " + a + " AS x" + gap() + "JOIN " + b + " AS y ON x.id = y.id" + gap() + "WHERE " +
                   condition("x");
        case 5: return "SELECT id, name, amount, ts FROM " + a + gap() + "UNION ALL" + gap() + "SELECT id, name, amount, ts FROM " + b;
        case 6:
            return "SELECT id, name, amount, ts" + gap() + "FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY name ORDER BY amount DESC) AS n FROM " + a + ")" +
                   gap() + "WHERE n <= 3";
        default: return "SELECT id, name, amount, ts" + gap() + "FROM " + a + gap() + "WHERE id IN (SELECT id FROM " + b + " WHERE " + condition() + ")";
        }
    }

    std::mt19937 random_;
    std::vector<std::string> names_;
    int count_ = 0;
    bool oneLine_ = false;
};
