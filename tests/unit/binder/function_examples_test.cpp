// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/binder.h"
#include "engine/expressions/evaluator.h"
#include "engine/functions/function_info.h"
#include "engine/sql/parser.h"
#include "engine/types/text.h"

#include <QtTest>

using namespace weir;

/// The example of every scalar function gives what its row promises: "expression -> 'result'", or without quotation marks.
class FunctionExamplesTest : public QObject {
    Q_OBJECT
private slots:
    void examples_data() {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("expected");
        for (const FunctionInfo* function : builtinFunctions()) {
            QString example = QString::fromUtf8(function->example.data(), static_cast<int>(function->example.size()));
            int arrow = example.lastIndexOf(" -> ");
            if (function->kind != FunctionKind::Scalar || example.isEmpty()) continue;
            QString result = example.mid(arrow + 4);
            if (result.size() >= 2 && result.startsWith('\'') && result.endsWith('\'')) result = result.mid(1, result.size() - 2);
            QTest::newRow(std::string(function->name).c_str()) << example.left(arrow) << result;
        }
    }
    void examples() {
        QFETCH(QString, expression);
        QFETCH(QString, expected);
        sql::Script script = sql::parse("SELECT " + expression.toStdString());
        QVERIFY2(!script.hasErrors() && script.statements.size() == 1, script.diagnostics.empty() ? "not one statement" : script.diagnostics[0].error.text().c_str());
        Catalog catalog;
        SessionConfig config;
        BindResult bound = Binder(catalog, config).bind(*script.statements[0]);
        QVERIFY2(bound.ok(), bound.diagnostics.empty() ? "not bound" : bound.diagnostics[0].error.text().c_str());
        const auto* query = bound.statement->as<bound::Query>();
        QVERIFY(query);
        try {
            auto zone = TimeZone::utc();
            EvaluationContext context;
            context.zone = zone.get();
            Batch batch = rowOf(*query->root, context);
            std::string text;
            appendText(text, *batch.columns[0], query->schema.fields[0].type, 0, *zone);
            QCOMPARE(QString::fromStdString(text), expected);
        } catch (const RunError& error) {
            QFAIL(error.error().text().c_str());
        }
    }

private:
    static Batch rowOf(const plan::Node& node, const EvaluationContext& context) {
        Batch batch;
        batch.rows = 1;
        if (const auto* values = std::get_if<plan::Values>(&node.spec)) {
            if (!values->rows[0].empty()) batch.columns = Evaluator(values->rows[0]).evaluate(batch, context);
            return batch;
        }
        Batch input = rowOf(*node.inputs[0], context);
        const auto* project = std::get_if<plan::Project>(&node.spec);
        if (!project) return input;
        batch.columns = Evaluator(project->expressions).evaluate(input, context);
        return batch;
    }
};

QTEST_APPLESS_MAIN(FunctionExamplesTest)
#include "function_examples_test.moc"
