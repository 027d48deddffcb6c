// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/functions/function_rows.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;

/// Any scalar function with any values either refuses them, fails the row with a message, or gives a well-formed result.
class Robustness : public QObject {
    Q_OBJECT
    struct Sample {
        const char* type;
        const char* value;
    };
    static constexpr Sample Samples[] = {
        {"STRING", ""}, {"STRING", "a long text, é and 😀, that is not inline"}, {"STRING", "([{\\"}, {"STRING", "%_%"}, {"STRING", "NULL"}, {"STRING", "2024-02-29 13:14:15"},
        {"STRING", "{\"a\": [1, {\"b\": null}]}"}, {"STRING", "$.a[0]"}, {"STRING", "YEAR"}, {"STRING", "yyyy-MM-dd'T'HH"}, {"STRING", "%5d%s%.3e"},
        {"INT", "0"}, {"INT", "3"}, {"INT", "-2147483648"}, {"INT", "2147483647"}, {"INT", "NULL"}, {"BIGINT", "9223372036854775807"}, {"BIGINT", "-9223372036854775808"},
        {"DOUBLE", "NaN"}, {"DOUBLE", "-1.5e300"}, {"DECIMAL(38, 10)", "-12345678901234567890.0123456789"}, {"BOOLEAN", "true"}, {"BYTES", "\xff\xfe"},
        {"DATE", "9999-12-31"}, {"TIME", "23:59:59"}, {"TIMESTAMP(9)", "0001-01-01 00:00:00.000000001"}, {"TIMESTAMP_LTZ(3)", "1969-12-31 23:59:59.999"}, {"INTERVAL DAY", "-1"},
        {"INTERVAL MONTH", "1200000"}, {"ARRAY<INT>", "[3, NULL, -1]"}, {"ARRAY<STRING>", "[]"}, {"ARRAY<STRING>", "[a, NULL]"}, {"MAP<STRING, INT>", "{a=1, b=NULL}"}, {"NULL", "NULL"}};
    static constexpr int SampleCount = static_cast<int>(std::size(Samples));
    int calls_ = 0;

    void call(const FunctionInfo& function, const std::vector<int>& chosen) {
        FunctionRow row{function.name.data(), {}, ""};
        for (int index : chosen) row.arguments.emplace_back(Samples[index].type, Samples[index].value);
        for (bool constant : {false, true}) {
            try {
                QVERIFY2(!outcome(row, constant).empty(), titleOf(row).c_str());
            } catch (const RunError& error) {
                QVERIFY2(error.error().code != ErrorCode::Internal, (titleOf(row) + ": " + error.error().message).c_str());
            } catch (const std::exception& error) {
                QFAIL((titleOf(row) + ": " + error.what()).c_str());
            }
            ++calls_;
        }
    }

private slots:
    void anyArguments() {
        uint64_t random = 20240229;
        auto next = [&](int limit) {
            random = random * 6364136223846793005 + 1442695040888963407;
            return static_cast<int>((random >> 33) % static_cast<uint64_t>(limit));
        };
        for (const FunctionInfo* function : builtinFunctions()) {
            if (function->kind != FunctionKind::Scalar) continue;
            call(*function, {});
            for (int a = 0; a < SampleCount; ++a) {
                call(*function, {a});
                for (int b = 0; b < SampleCount; ++b) call(*function, {a, b});
            }
            for (int count = 3; count <= 7; ++count)
                for (int i = 0; i < 300; ++i) {
                    std::vector<int> chosen;
                    for (int k = 0; k < count; ++k) chosen.push_back(next(SampleCount));
                    call(*function, chosen);
                }
        }
        QVERIFY(calls_ > 100000);
    }
};

QTEST_APPLESS_MAIN(Robustness)
#include "robustness.moc"
