// SPDX-License-Identifier: Apache-2.0
// Changes of a weir.toml, line by line. Every result is read again and must say what was meant, or it is refused.
#include "engine/workspace/project_fields.h"

#include <algorithm>

namespace weir {

namespace {

using Path = std::vector<std::string>;

Error cannotKeep(const std::string& name) {
    return Error{ErrorCode::Unsupported, "'" + name + "' is written in a way that cannot be changed here without touching the rest of weir.toml.", {},
                 "Write it as [run." + tomlKey(name) + "] and [run." + tomlKey(name) + ".settings], a key a line, or change the file by hand."};
}

/// A text and the changes of it that are due, made together at the end.
class LineEdits {
public:
    explicit LineEdits(std::string_view text) : text_(text), newline_(text.find("\r\n") == std::string_view::npos ? "\n" : "\r\n") {}

    void replace(const Place& place, std::string with) { changes_.push_back({begin(place), end(place), std::move(with)}); }
    void replace(size_t from, size_t to, std::string with) { changes_.push_back({from, to, std::move(with)}); }

    /// New lines behind the one in which `at` is.
    void addBehind(size_t at, const std::vector<std::string>& lines) {
        const size_t stop = nextLine(at);
        std::string added = stop > 0 && text_[stop - 1] != '\n' ? newline_ : "";
        for (const std::string& line : lines) added += line + newline_;
        changes_.push_back({stop, stop, added});
    }

    /// Takes a key and its value out; a comment behind it stays.
    void remove(const TomlEntry& entry) {
        const size_t from = lineBegin(begin(entry.key)), to = end(entry.value);
        size_t rest = to;
        while (rest < text_.size() && (text_[rest] == ' ' || text_[rest] == '\t')) ++rest;
        const bool comment = rest < text_.size() && text_[rest] == '#';
        changes_.push_back({from, comment ? rest : nextLine(to), ""});
    }

    /// With the empty line behind them where there is one above, too.
    void removeLines(size_t first, size_t last) {
        const size_t from = lineBegin(first), to = nextLine(last);
        const bool gap = from == 0 || isEmptyLine(lineBegin(from - 1));
        changes_.push_back({from, gap && to < text_.size() && isEmptyLine(to) ? nextLine(to) : to, ""});
    }

    /// At the end, with an empty line above.
    void append(const std::vector<std::string>& lines) {
        std::string added;
        if (!text_.empty() && text_.back() != '\n') added += newline_;
        if (!text_.empty()) added += newline_;
        for (const std::string& line : lines) added += line + newline_;
        changes_.push_back({text_.size(), text_.size(), added});
    }

    std::string done() {
        std::stable_sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) { return a.from < b.from; });
        std::string out;
        size_t copied = 0;
        for (const Change& change : changes_) {
            if (change.from < copied) continue;          // lines that go twice
            out += text_.substr(copied, change.from - copied);
            out += change.with;
            copied = change.to;
        }
        return out + std::string(text_.substr(copied));
    }

    std::string_view text() const { return text_; }
    static size_t begin(const Place& place) { return static_cast<size_t>(place.offset); }
    static size_t end(const Place& place) { return static_cast<size_t>(place.offset + place.length); }

private:
    struct Change { size_t from, to; std::string with; };

    size_t lineBegin(size_t at) const {
        while (at > 0 && text_[at - 1] != '\n') --at;
        return at;
    }
    size_t nextLine(size_t at) const {
        const size_t found = text_.find('\n', at);
        return found == std::string_view::npos ? text_.size() : found + 1;
    }
    bool isEmptyLine(size_t at) const {
        const std::string_view line = text_.substr(at, nextLine(at) - at);
        return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
    }

    std::string_view text_;
    std::string newline_;
    std::vector<Change> changes_;
};

bool isWithin(const Path& outer, const Path& path) { return path.size() >= outer.size() && std::equal(outer.begin(), outer.end(), path.begin()); }

const TomlEntry* header(const std::vector<TomlEntry>& entries, const Path& path) {
    for (const TomlEntry& entry : entries)
        if (entry.path == path && entry.hasHeader) return &entry;
    return nullptr;
}

/// Where the last line of a table with a header is: of its values that stand behind the header and before the next one.
size_t lastOf(const std::vector<TomlEntry>& entries, const TomlEntry& table) {
    size_t next = std::string_view::npos, last = LineEdits::begin(table.value);
    for (const TomlEntry& entry : entries)
        if (entry.hasHeader && entry.value.offset > table.value.offset) next = std::min(next, LineEdits::begin(entry.value));
    for (const TomlEntry& entry : entries)
        if (!entry.isInline && !entry.hasHeader && isWithin(table.path, entry.path) && LineEdits::begin(entry.key) > last && LineEdits::begin(entry.key) < next)
            last = std::max(last, std::max(LineEdits::begin(entry.key), LineEdits::end(entry.value) - (entry.value.length > 0)));
    return last;
}

std::string settingLine(const std::string& key, const std::string& value) { return tomlKey(key) + " = " + tomlText(value); }
std::string headerOf(const std::string& name, const char* inside = "") { return "[run." + tomlKey(name) + inside + "]"; }

std::vector<std::string> linesOf(const RunConfiguration& run) {
    std::vector<std::string> lines{headerOf(run.name)};
    for (const RunField& field : runFields())
        if (const std::string value = field.write(run); !value.empty()) lines.push_back(std::string(field.name) + " = " + value);
    if (run.settings.empty()) return lines;
    lines.insert(lines.end(), {"", headerOf(run.name, ".settings")});
    for (const auto& [key, value] : run.settings) lines.push_back(settingLine(key, value));
    return lines;
}

/// The end of the part of a name that begins at `at`: bare, 'literal' or "basic".
size_t partEnd(std::string_view text, size_t at) {
    if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
        const char quote = text[at++];
        while (at < text.size() && text[at] != quote) at += text[at] == '\\' && quote == '"' ? 2 : 1;
        return std::min(text.size(), at + 1);
    }
    while (at < text.size() && text[at] != '.' && text[at] != ']' && text[at] != ' ' && text[at] != '\t') ++at;
    return at;
}

/// The second name in the header at `at`: NAME of [run.NAME...].
std::pair<size_t, size_t> secondName(std::string_view text, size_t at) {
    auto spaces = [&] { while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at; };
    ++at, spaces();
    at = partEnd(text, at), spaces();
    ++at, spaces();
    return {at, partEnd(text, at)};
}

struct Opened {
    std::vector<TomlEntry> entries;
    ProjectReading reading;
};

Result<Opened> opened(std::string_view text) {
    Opened result;
    result.reading = readProject(text);
    if (!result.reading.problems.empty()) {
        Error error = result.reading.problems.front();
        error.message = "weir.toml has mistakes and is not changed before they are mended. " + error.message;
        return error;
    }
    auto entries = readToml(text);
    if (!entries) return entries.error();
    result.entries = std::move(*entries);
    return result;
}

Result<std::string> verified(std::string text, const ProjectFile& wanted, const std::string& name) {
    if (text.size() > MostTomlBytes) return Error{ErrorCode::Invalid, "weir.toml would have more than 1 MB."};
    const ProjectReading read = readProject(text);
    if (!read.problems.empty()) {
        // What was asked for may be wrong in itself: then it is the same in a file of its own.
        if (const RunConfiguration* run = wanted.find(name)) {
            const ProjectReading alone = readProject(newProjectText("", *run));
            if (!alone.problems.empty()) return Error{alone.problems.front().code, alone.problems.front().message, {}, alone.problems.front().hint};
        }
        return cannotKeep(name);
    }
    if (!(read.project == wanted)) return cannotKeep(name);
    return text;
}

void changeFields(LineEdits& edits, const std::vector<TomlEntry>& entries, const RunConfiguration& before, const RunConfiguration& after) {
    const Path path{"run", before.name};
    const TomlEntry* table = header(entries, path);
    std::vector<std::string> added;
    for (const RunField& field : runFields()) {
        const std::string was = field.write(before), is = field.write(after);
        if (was == is) continue;
        Path key = path;
        key.emplace_back(field.name);
        const auto there = std::find_if(entries.begin(), entries.end(), [&](const TomlEntry& entry) { return entry.path == key; });
        if (there == entries.end()) added.push_back(std::string(field.name) + " = " + is);
        else if (!is.empty()) edits.replace(there->value, is);
        else if (!there->isInline) edits.remove(*there);
    }
    if (added.empty()) return;
    if (table) return edits.addBehind(lastOf(entries, *table), added);
    added.insert(added.begin(), headerOf(after.name));
    edits.append(added);
}

void changeSettings(LineEdits& edits, const std::vector<TomlEntry>& entries, const RunConfiguration& before, const RunConfiguration& after) {
    const Path path{"run", before.name, "settings"};
    auto entryOf = [&](const std::string& key) -> const TomlEntry* {
        for (const TomlEntry& entry : entries) {
            if (entry.kind == TomlEntry::Kind::Table || entry.path.size() <= path.size() || !isWithin(path, entry.path)) continue;
            std::string name = entry.path[3];
            for (size_t i = 4; i < entry.path.size(); ++i) name += '.' + entry.path[i];
            if (name == key) return &entry;
        }
        return nullptr;
    };
    std::vector<std::string> added;
    for (const auto& [key, value] : before.settings) {
        const auto now = after.settings.find(key);
        const TomlEntry* entry = entryOf(key);
        if (!entry || (now != after.settings.end() && now->second == value)) continue;
        if (now != after.settings.end()) edits.replace(entry->value, tomlText(now->second));
        else if (!entry->isInline) edits.remove(*entry);
    }
    for (const auto& [key, value] : after.settings)
        if (!before.settings.count(key)) added.push_back(settingLine(key, value));
    if (added.empty()) return;
    if (const TomlEntry* table = header(entries, path)) return edits.addBehind(lastOf(entries, *table), added);
    added.insert(added.begin(), headerOf(after.name, ".settings"));
    if (const TomlEntry* run = header(entries, {"run", before.name})) {
        added.insert(added.begin(), "");
        return edits.addBehind(lastOf(entries, *run), added);
    }
    edits.append(added);
}

} // namespace

std::string newProjectText(const std::string& projectName, const RunConfiguration& first) {
    std::string text = "# How this folder is run: `weir run --config NAME`, or the list beside Run in the window.\n";
    if (!projectName.empty()) text += "name = " + tomlText(projectName) + "\n";
    text += '\n';
    for (const std::string& line : linesOf(first)) text += line + '\n';
    return text;
}

Result<std::string> withConfiguration(std::string_view text, const std::string& before, const RunConfiguration& after) {
    auto file = opened(text);
    if (!file) return file.error();
    if (const std::string why = whyNoName(after.name); !why.empty()) return Error{ErrorCode::Invalid, why};
    ProjectFile wanted = file->reading.project;
    if (after.name != before && wanted.find(after.name)) return Error{ErrorCode::Exists, "There is a configuration '" + after.name + "' already."};
    LineEdits edits(text);
    if (before.empty()) {
        wanted.runs.push_back(after);
        edits.append(linesOf(after));
        return verified(edits.done(), wanted, after.name);
    }
    const auto run = std::find_if(wanted.runs.begin(), wanted.runs.end(), [&](const RunConfiguration& each) { return each.name == before; });
    if (run == wanted.runs.end()) return Error{ErrorCode::Unknown, "There is no configuration '" + before + "'."};
    const RunConfiguration was = *run;
    changeFields(edits, file->entries, was, after);
    changeSettings(edits, file->entries, was, after);
    if (after.name != before)
        for (const TomlEntry& entry : file->entries)
            if (entry.hasHeader && isWithin({"run", before}, entry.path)) {
                const auto [from, to] = secondName(text, LineEdits::begin(entry.value));
                edits.replace(from, to, tomlKey(after.name));
            }
    *run = after;
    return verified(edits.done(), wanted, before);
}

Result<std::string> withoutConfiguration(std::string_view text, const std::string& name) {
    auto file = opened(text);
    if (!file) return file.error();
    ProjectFile wanted = file->reading.project;
    if (!wanted.find(name)) return Error{ErrorCode::Unknown, "There is no configuration '" + name + "'."};
    std::erase_if(wanted.runs, [&](const RunConfiguration& run) { return run.name == name; });
    LineEdits edits(text);
    for (const TomlEntry& entry : file->entries)
        if (entry.hasHeader && isWithin({"run", name}, entry.path)) edits.removeLines(LineEdits::begin(entry.value), lastOf(file->entries, entry));
    return verified(edits.done(), wanted, name);
}

} // namespace weir
