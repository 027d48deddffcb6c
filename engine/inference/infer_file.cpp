// SPDX-License-Identifier: Apache-2.0
#include "engine/inference/infer_file.h"

#include "engine/connectors/filesystem/byte_stream.h"
#include "engine/formats/csv/csv_scanner.h"
#include "engine/inference/column_shape.h"
#include "engine/inference/file_head.h"
#include "engine/sql/printer.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

namespace weir {

namespace {

constexpr size_t MostColumns = 2000;
constexpr size_t MostDepth = 60;

std::string shownName(const std::string& path) { return "'" + path.substr(path.find_last_of('/') + 1) + "'"; }
Error refused(const std::string& path, const std::string& what, std::string hint) { return {ErrorCode::Data, shownName(path) + " " + what + ".", {}, std::move(hint)}; }

std::string counted(int64_t count, const char* one) { return std::to_string(count) + " " + one + (count == 1 ? "" : "s"); }

std::string tableName(const std::string& path) {
    std::string name = path.substr(path.find_last_of('/') + 1);
    if (isPacked(name)) name.resize(name.rfind('.'));
    if (const size_t dot = name.rfind('.'); dot != std::string::npos && dot > 0) name.resize(dot);
    return identifierOf(name, "new_source");
}

/// How far down the list a candidate belongs: its disorder against the span of its times, then what speaks against it.
double costOf(const TimeCandidate& time, int64_t rows) {
    const auto span = static_cast<double>(time.lastMillis - time.firstMillis);
    if (span <= 0 && rows > 1) return 3;
    const double behind = time.disorder.rows > 0 ? static_cast<double>(time.disorder.behind) / static_cast<double>(time.disorder.rows) : 1;
    double cost = span <= 0 ? 0 : static_cast<double>(time.disorder.p99Millis) / span;
    cost += behind * 0.1 + (time.note.empty() ? 0 : 0.3) + (time.expression.rfind("CAST(", 0) == 0 && time.firstMillis % 86'400'000 == 0 && time.lastMillis % 86'400'000 == 0 ? 0.2 : 0);
    return cost + (time.expression.empty() ? 0 : 0.001);
}

void finish(InferredFile& file) {
    std::stable_sort(file.times.begin(), file.times.end(), [&](const TimeCandidate& a, const TimeCandidate& b) { return costOf(a, file.rows) < costOf(b, file.rows); });
    std::set<std::string> taken;
    for (const auto& column : file.columns) taken.insert(column.name);
    for (auto& time : file.times) {
        if (time.column.empty())
            for (const char* name : {"event_time", "row_time", "event_time_2"})
                if (time.column.empty() && !taken.count(name)) time.column = name;
        if (time.column.empty()) time.column = "event_time_of_row";
        const int64_t p99 = time.disorder.p99Millis;
        time.delayMillis = p99 <= 0 ? 0 : (p99 + 999) / 1000 * 1000;
    }
}

/// How a file falls into fields, and how well that fits.
struct CsvForm {
    CsvOptions options;
    size_t fields = 0;
    double fits = 0;          // share of records with that many fields
    bool badQuotes = false;
};

CsvForm tryForm(std::string_view text, bool whole, char delimiter, char quote) {
    CsvForm form;
    form.options.delimiter = delimiter;
    form.options.quote = quote;
    CsvScanner scanner(form.options);
    scanner.start(text, whole);
    std::map<size_t, int> counts;
    int records = 0;
    while (records < 300) {
        const auto outcome = scanner.next();
        if (outcome == CsvScanner::Outcome::BadQuotes) {
            form.badQuotes = true;
            break;
        }
        if (outcome != CsvScanner::Outcome::Record) break;
        if (scanner.blank()) continue;
        ++records;
        ++counts[static_cast<size_t>(scanner.fieldCount())];
    }
    for (const auto& [fields, count] : counts)
        if (static_cast<double>(count) / records >= form.fits) form.fits = static_cast<double>(count) / records, form.fields = fields;
    return form;
}

CsvForm findForm(std::string_view text, bool whole) {
    // The quotes that most fields stand in.
    int single = 0, twofold = 0;
    for (size_t i = 1; i < std::min<size_t>(text.size(), 1 << 16); ++i) {
        const bool begins = text[i - 1] == ',' || text[i - 1] == ';' || text[i - 1] == '\t' || text[i - 1] == '|' || text[i - 1] == '\n';
        single += begins && text[i] == '\'';
        twofold += begins && text[i] == '"';
    }
    CsvForm best;
    for (char quote : {single > twofold + 2 ? '\'' : '"', '\0'}) {
        for (char delimiter : {',', ';', '\t', '|'}) {
            CsvForm form = tryForm(text, whole, delimiter, quote);
            if (form.badQuotes) continue;
            const bool better = form.fields > 1 && (best.fields <= 1 || form.fits > best.fits + 0.05 || (form.fits > best.fits - 0.05 && form.fields > best.fields));
            if (best.fields == 0 || better) best = form;
        }
        if (best.fields > 0) break;
    }
    return best;
}

/// Anything but a value: words are headers, numbers, times and truths are not.
bool soundsLikeHeader(const std::string& text) {
    if (text.size() > 120 || readTimeText(text)) return false;
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return false;
    return text != "true" && text != "false" && text != "TRUE" && text != "FALSE" && text != "NULL";
}

Result<InferredFile> inferCsv(const std::string& path, const FileHead& head, const InferenceLimits& limits) {
    InferredFile file;
    file.format = "csv";
    std::string_view text = head.view();
    // Comments above the header.
    int skipped = 0;
    while (!text.empty() && text.front() == '#') {
        const size_t end = text.find('\n');
        if (end == std::string_view::npos) return refused(path, "has only comments", "A file with a few rows is needed.");
        text.remove_prefix(end + 1);
        ++skipped;
    }
    CsvForm form = findForm(text.substr(0, 1 << 18), head.whole && text.size() <= (1 << 18));
    if (form.fields == 0) form.fields = 1;
    if (form.fields > MostColumns) return refused(path, "has " + std::to_string(form.fields) + " columns", "At most " + std::to_string(MostColumns) + " can be taken over.");
    CsvScanner scanner(form.options);
    scanner.start(text, true);
    std::string scratch;
    std::vector<std::string> header;
    std::vector<ColumnShape> shapes(form.fields);
    int64_t rows = 0, ragged = 0, record = 0;
    int64_t firstRagged = 0;
    size_t raggedFields = 0;
    std::vector<std::string> first;
    auto take = [&](size_t i, std::string_view value) { shapes[i].addField(value); };
    while (rows < limits.rows) {
        const auto outcome = scanner.next();
        if (outcome == CsvScanner::Outcome::BadQuotes) {
            const auto line = 1 + skipped + std::count(text.begin(), text.begin() + (scanner.recordBegin() - text.data()), '\n');
            if (rows == 0) return refused(path, "has quotes that do not match in line " + std::to_string(line), "Close the quote, or double quotes inside of quoted fields.");
            file.notes.push_back("The quotes do not match in line " + std::to_string(line) + "; reading will fail there.");
            break;
        }
        if (outcome != CsvScanner::Outcome::Record) break;
        if (scanner.blank()) continue;
        ++record;
        auto count = static_cast<size_t>(scanner.fieldCount());
        if (record == 1) {
            for (size_t i = 0; i < count; ++i) first.emplace_back(scanner.text(scanner.fields()[i], scratch));
            first.resize(form.fields);
            continue;
        }
        // A delimiter at the end of a line is no further field.
        if (count == form.fields + 1 && scanner.text(scanner.fields()[form.fields], scratch).empty()) count = form.fields;
        if (count != form.fields) {
            if (ragged++ == 0) firstRagged = 1 + skipped + std::count(text.begin(), text.begin() + (scanner.recordBegin() - text.data()), '\n'), raggedFields = count;
            continue;
        }
        for (size_t i = 0; i < count; ++i) take(i, scanner.text(scanner.fields()[i], scratch));
        ++rows;
    }
    if (record == 0) return refused(path, "has no row", "A file with a few rows is needed.");
    const bool stopped = rows >= limits.rows;
    file.whole = head.whole && !stopped;
    file.bytes = scanner.position() - head.text.data();
    // A header: every field a different word, and below it something that is none, or words that come only there.
    std::set<std::string> names(first.begin(), first.end());
    bool isHeader = names.size() == first.size() && !(first.size() == 1 && first[0].empty()) && std::all_of(first.begin(), first.end(), [](const std::string& name) { return soundsLikeHeader(name); });
    if (isHeader && rows > 0) {
        bool typed = false, again = false;
        for (size_t i = 0; i < shapes.size(); ++i) {
            typed = typed || (!shapes[i].isText() && shapes[i].values() > 0);
            const auto& samples = shapes[i].samples();
            again = again || std::find(samples.begin(), samples.end(), first[i]) != samples.end();
        }
        isHeader = typed || (!again && rows > 1);
    }
    if (!isHeader) {
        // The first record is a row like the others; its time comes first.
        std::vector<ColumnShape> fresh(form.fields);
        for (size_t i = 0; i < fresh.size(); ++i) fresh[i].addField(first[i]);
        scanner.start(text, true);
        rows = 1;
        bool isFirst = true;
        while (rows < limits.rows && scanner.next() == CsvScanner::Outcome::Record) {
            if (scanner.blank()) continue;
            if (std::exchange(isFirst, false)) continue;
            auto count = static_cast<size_t>(scanner.fieldCount());
            if (count < form.fields || count > form.fields + 1) continue;
            for (size_t i = 0; i < form.fields; ++i) fresh[i].addField(scanner.text(scanner.fields()[i], scratch));
            ++rows;
        }
        shapes = std::move(fresh);
    } else {
        const auto lines = std::count(text.begin(), text.begin() + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(text.size()), [&] {
            scanner.start(text, true);
            do (void)scanner.next(); while (scanner.blank());
            return scanner.position() - text.data();
        }()), '\n');
        skipped += static_cast<int>(lines);
    }
    file.rows = rows;
    if (rows == 0) file.notes.push_back("There is a header but no row; all columns are taken for STRING.");
    // One text may stand for NULL: the one that makes most columns better.
    int nullWord = -1;
    int64_t most = 0;
    for (size_t word = 0; word < NullWords.size(); ++word) {
        int64_t freed = 0;
        for (const auto& shape : shapes)
            if (shape.words(word) > 0 && shape.csvType(static_cast<int>(word)) != "STRING") freed += shape.words(word);
        if (freed > most) most = freed, nullWord = static_cast<int>(word);
    }
    std::set<std::string> taken;
    for (size_t i = 0; i < shapes.size(); ++i) {
        const std::string fallback = "column_" + std::to_string(i + 1);
        std::string name = isHeader ? identifierOf(first[i], fallback) : fallback;
        const std::string base = name;
        for (int number = 2; !taken.insert(name).second; ++number) name = base + "_" + std::to_string(number);
        InferredColumn column;
        column.name = name;
        column.type = shapes[i].csvType(nullWord);
        column.rows = rows;
        column.nulls = shapes[i].words(0);
        if (nullWord > 0) column.nulls += shapes[i].words(static_cast<size_t>(nullWord));
        column.samples = shapes[i].samples();
        // A text that stands for nothing is no time either.
        const int64_t missing = shapes[i].words();
        shapes[i].addCandidates(name, sql::toSql(sql::Name{name, {}, false}), column.type, true, missing, false, file.times);
        file.columns.push_back(std::move(column));
    }
    auto option = [&](const char* key, std::string value) { file.options.emplace_back(key, std::move(value)); };
    if (form.options.delimiter != ',') option("csv.field-delimiter", form.options.delimiter == '\t' ? "\\t" : std::string(1, form.options.delimiter));
    if (form.options.quote == '\'') option("csv.quote-character", "'");
    if (form.options.quote == 0) option("csv.disable-quote-character", "true");
    if (nullWord >= 0) option("csv.null-literal", std::string(NullWords[static_cast<size_t>(nullWord)]));
    if (skipped > 0) option("source.skip-lines", std::to_string(skipped));
    if (ragged > 0) {
        option("csv.ignore-parse-errors", "true");
        file.notes.push_back("Line " + std::to_string(firstRagged) + " has " + counted(static_cast<int64_t>(raggedFields), "field") + " where others have " +
                             std::to_string(form.fields) + "; " + counted(ragged, "such record") + " found. With 'csv.ignore-parse-errors' they are passed over or filled with NULL.");
    }
    return file;
}

/// Tells the shapes of a row's columns what its JSON says, without building it: a record may have any number of keys.
class ShapeReader final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit ShapeReader(ColumnShape& root) : root_(root) {}

    bool null() override { return value([](ColumnShape& shape) { shape.addNull(); }); }
    bool boolean(bool truth) override { return value([&](ColumnShape& shape) { shape.addBoolean(truth); }); }
    bool number_integer(number_integer_t number) override { return value([&](ColumnShape& shape) { shape.addInteger(number); }); }
    bool number_unsigned(number_unsigned_t number) override {
        return value([&](ColumnShape& shape) {
            if (number <= static_cast<uint64_t>(INT64_MAX)) shape.addInteger(static_cast<int64_t>(number));
            else shape.addOther(std::to_string(number));
        });
    }
    bool number_float(number_float_t number, const std::string& text) override { return value([&](ColumnShape& shape) { shape.addReal(number, text); }); }
    bool string(std::string& text) override { return value([&](ColumnShape& shape) { shape.addString(text); }); }
    bool binary(binary_t&) override { return false; }
    bool start_object(size_t) override {
        begin(false, "{}");
        return true;
    }
    bool key(std::string& name) override {
        Level& level = levels_.back();
        if (level.shape && !std::exchange(level.any, true)) level.shape->addRowBegin();
        level.key = name;
        return true;
    }
    bool end_object() override {
        const Level& level = levels_.back();
        if (level.shape && !level.any && levels_.size() > 1) level.shape->addOther("{}");
        levels_.pop_back();
        return true;
    }
    bool start_array(size_t) override {
        begin(true, "[]");
        return true;
    }
    bool end_array() override {
        levels_.pop_back();
        return true;
    }
    bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

private:
    struct Level {
        ColumnShape* shape = nullptr;          // null: too deep, or too many keys
        ColumnShape* element = nullptr;        // of an array
        bool any = false;
        std::string key{};
    };
    ColumnShape* target() {
        if (levels_.empty()) return &root_;
        Level& level = levels_.back();
        return level.element ? level.element : level.shape ? level.shape->addRow(level.key) : nullptr;
    }
    template <class Take>
    bool value(Take take) {
        if (ColumnShape* shape = target()) take(*shape);
        return true;
    }
    void begin(bool isArray, const char* text) {
        ColumnShape* shape = target();
        if (shape && levels_.size() > MostDepth) {
            shape->addOther(text);
            shape = nullptr;
        }
        levels_.push_back({shape, isArray && shape ? &shape->addArray() : nullptr});
    }

    ColumnShape& root_;
    std::vector<Level> levels_;
};

/// Where the line stops being JSON, in characters from 1; 0: nowhere.
size_t mistakeIn(std::string_view line) {
    struct Finder : nlohmann::json_sax<nlohmann::json> {
        size_t at = 0;
        bool null() override { return true; }
        bool boolean(bool) override { return true; }
        bool number_integer(number_integer_t) override { return true; }
        bool number_unsigned(number_unsigned_t) override { return true; }
        bool number_float(number_float_t, const std::string&) override { return true; }
        bool string(string_t&) override { return true; }
        bool binary(binary_t&) override { return true; }
        bool start_object(size_t) override { return true; }
        bool key(string_t&) override { return true; }
        bool end_object() override { return true; }
        bool start_array(size_t) override { return true; }
        bool end_array() override { return true; }
        bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception&) override {
            at = std::max<size_t>(position, 1);
            return false;
        }
    } finder;
    (void)nlohmann::json::sax_parse(line, &finder);
    return finder.at;
}

/// Keys that a row does not have are NULL in it.
void fillMissing(ColumnShape& shape, int64_t rows) {
    for (const auto& [key, field] : shape.fields()) {
        (void)key;
        field->addMissing(std::max<int64_t>(0, rows - field->seen()));
    }
}

Result<InferredFile> inferJson(const std::string& path, const FileHead& head, const InferenceLimits& limits) {
    InferredFile file;
    file.format = "json";
    ColumnShape all;
    int64_t line = 0, bad = 0, firstBad = 0;
    std::string why;
    std::string_view rest = head.view();
    while (!rest.empty() && file.rows < limits.rows) {
        std::string_view text = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), text.size() + 1));
        ++line;
        if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        const char opens = text[text.find_first_not_of(" \t\r")];
        std::string problem;
        if (const size_t at = mistakeIn(text)) problem = "is no JSON object: it breaks off or goes wrong at character " + std::to_string(at);
        else if (opens != '{') problem = opens == '[' ? "is an array, not an object" : "is no object";
        if (problem.empty()) {
            ShapeReader reader(all);
            (void)nlohmann::json::sax_parse(text, &reader);
            ++file.rows;
            continue;
        }
        const size_t start = text.find_first_not_of(" \t");
        if (line == 1 && text[start] == '[')
            return refused(path, "is one JSON array, not JSON lines", "Write an object a line: jq -c '.[]' FILE > NEW.jsonl.");
        if (line == 1 && text[start] == '{' && text.find_first_not_of(" \t\r", start + 1) == std::string_view::npos)
            return refused(path, "has a JSON object over several lines", "Write an object a line: jq -c . FILE > NEW.jsonl.");
        if (bad++ == 0) firstBad = line, why = problem;
        if (file.rows == 0 && bad >= 3) break;
    }
    if (file.rows == 0 || bad * 2 > file.rows) return refused(path, "cannot be read: line " + std::to_string(firstBad) + " " + why, "Each line must be a JSON object of its own.");
    file.whole = head.whole && rest.empty();
    file.bytes = static_cast<int64_t>(head.size - rest.size());
    if (all.fields().empty()) return refused(path, "has only empty objects", "A file with a few rows is needed.");
    if (all.fields().size() >= MostFields) file.notes.push_back("There are more than 1,000 keys; the others are left out.");
    fillMissing(all, file.rows);
    int64_t iso = 0, plain = 0;
    auto count = [&](auto& self, const ColumnShape& shape) -> void {
        iso += shape.isoTimes();
        plain += shape.sqlTimes();
        for (const auto& [key, field] : shape.fields()) (void)key, self(self, *field);
    };
    count(count, all);
    const bool isIso = iso > plain;
    for (const auto& [key, shape] : all.fields()) {
        InferredColumn column{key, shape->jsonType(isIso), file.rows, shape->nulls(), shape->samples()};
        shape->addCandidates(key, sql::toSql(sql::Name{key, {}, false}), column.type, true, shape->nulls(), isIso, file.times);
        file.columns.push_back(std::move(column));
    }
    if (isIso) file.options.emplace_back("json.timestamp-format.standard", "ISO-8601");
    if (bad > 0) {
        file.options.emplace_back("json.ignore-parse-errors", "true");
        file.notes.push_back("Line " + std::to_string(firstBad) + " " + why + "; " + counted(bad, "such line") + " found. With 'json.ignore-parse-errors' they are passed over.");
    }
    return file;
}

} // namespace

Result<InferredFile> inferFile(FileSystem& files, const std::string& path, const InferenceLimits& limits) {
    auto head = readHead(files, path, limits.bytes);
    if (!head) return head.error();
    const char first = head->text[head->view().find_first_not_of(" \t\r\n")];
    auto file = first == '{' || first == '[' ? inferJson(path, *head, limits) : inferCsv(path, *head, limits);
    if (!file) return file;
    file->path = path;
    file->name = tableName(path);
    finish(*file);
    return file;
}

} // namespace weir
