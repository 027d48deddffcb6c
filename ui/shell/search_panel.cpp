// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/search_panel.h"

#include "engine/graph/graph_file.h"
#include "ui/bridge/value_text.h"
#include "ui/editor/document.h"
#include "ui/kit/fonts.h"
#include "ui/kit/plain_table.h"
#include "ui/shell/studio.h"

#include <QCheckBox>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cctype>
#include <map>

namespace weir::ui {

namespace {

constexpr qint64 MostBytes = 2 << 20;
constexpr int MostFiles = 20'000;
enum Column { FileColumn, LineColumn, TextColumn, ColumnCount };

QString lineAt(const std::string& text, size_t at) {
    const size_t before = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
    const size_t from = before == std::string::npos ? 0 : before + 1, to = std::min(text.find('\n', at), text.size());
    return ui::text(std::string_view(text).substr(from, std::min<size_t>(to - from, 400))).trimmed();
}

struct Search {
    QString folder;
    std::map<QString, std::string> open;          // file to its text in the editor
    std::string words;
    bool matchCase = false;
};

std::vector<Hit> searched(const Search& search) {
    std::vector<Hit> hits;
    auto look = [&](const QString& file, const std::string& text) {
        const auto more = hitsIn(file, text, search.words, search.matchCase, SearchPanel::MostHits - hits.size());
        hits.insert(hits.end(), more.begin(), more.end());
    };
    for (const auto& [file, text] : search.open) look(file, text);
    if (search.folder.isEmpty()) return hits;
    QDirIterator files(search.folder, QDir::Files, QDirIterator::Subdirectories);
    for (int seen = 0; files.hasNext() && seen < MostFiles && hits.size() < SearchPanel::MostHits; ++seen) {
        const QString path = files.next();
        if (search.open.count(path) || files.fileInfo().size() > MostBytes || path.contains(QLatin1String("/."))) continue;
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) continue;
        const QByteArray bytes = file.readAll();
        if (bytes.left(4096).contains('\0')) continue;
        if (!isGraphFile(path)) look(path, bytes.toStdString());
        else if (const auto script = graph::fromGraphFile(bytes.toStdString())) look(path, *script);          // as it is shown
    }
    return hits;
}

} // namespace

std::vector<Hit> hitsIn(const QString& file, const std::string& text, const std::string& words, bool matchCase, size_t most) {
    std::vector<Hit> hits;
    if (words.empty()) return hits;
    auto same = [matchCase](char a, char b) { return a == b || (!matchCase && std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b))); };
    int line = 1;
    auto counted = text.begin();
    for (auto at = text.begin(); hits.size() < most;) {
        at = std::search(at, text.end(), words.begin(), words.end(), same);
        if (at == text.end()) break;
        line += static_cast<int>(std::count(counted, at, '\n'));
        counted = at;
        const auto offset = static_cast<size_t>(at - text.begin());
        hits.push_back({file, static_cast<int>(offset), static_cast<int>(words.size()), line, lineAt(text, offset)});
        at += static_cast<std::ptrdiff_t>(words.size());
    }
    return hits;
}

std::vector<Hit> hitsAt(const QString& file, const std::string& text, const std::vector<Place>& places) {
    std::vector<Hit> hits;
    for (const Place& place : places)
        if (place.known() && place.offset <= static_cast<int>(text.size())) hits.push_back({file, place.offset, place.length, place.line, lineAt(text, static_cast<size_t>(place.offset))});
    return hits;
}

SearchPanel::SearchPanel(Studio& studio, QWidget* parent)
    : QWidget(parent), studio_(studio), what_(new QLineEdit), matchCase_(new QCheckBox(tr("Match case"))), count_(new QLabel), model_(new QStandardItemModel(0, ColumnCount, this)),
      table_(plainTable(model_, "searchTable", tr("Places found"))) {
    setObjectName("searchPanel");
    what_->setObjectName("searchWords");
    what_->setPlaceholderText(tr("Find in all files of the project"));
    what_->setAccessibleName(tr("Find in project"));
    what_->setClearButtonEnabled(true);
    count_->setObjectName("muted");
    count_->setTextFormat(Qt::PlainText);
    model_->setHorizontalHeaderLabels({tr("File"), tr("Line"), tr("Text")});
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->setColumnWidth(FileColumn, 200);
    table_->setColumnWidth(LineColumn, 56);
    auto* bar = new QWidget;
    bar->setObjectName("stripe");
    bar->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(10, 5, 10, 5);
    row->setSpacing(12);
    what_->setMaximumWidth(380);
    row->addWidget(what_, 2);
    row->addWidget(matchCase_);
    row->addWidget(count_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(table_, 1);
    setFocusProxy(what_);
    connect(what_, &QLineEdit::returnPressed, this, &SearchPanel::search);
    connect(matchCase_, &QCheckBox::toggled, this, &SearchPanel::search);
    auto go = [this](const QModelIndex& index) {
        const Hit& hit = hits_[static_cast<size_t>(index.row())];
        Problem problem;
        problem.document = hit.file;
        problem.place = {hit.offset, hit.length, hit.line, 1};
        emit studio_.problemWanted(problem);
    };
    connect(table_, &QTableView::activated, this, go);
    connect(table_, &QTableView::clicked, this, go);
}

void SearchPanel::begin(const QString& words) {
    if (!words.isEmpty()) what_->setText(words);
    what_->setFocus();
    what_->selectAll();
    if (!words.isEmpty()) search();
}

void SearchPanel::search() {
    Search search{studio_.projectFolder ? studio_.projectFolder() : QString(), studio_.openTexts ? studio_.openTexts() : std::map<QString, std::string>(), what_->text().toStdString(), matchCase_->isChecked()};
    if (search.words.empty()) return;
    count_->setText(tr("searching …"));
    searching_.request([search] { return searched(search); }, [this](std::vector<Hit> hits) { showHits(what_->text(), std::move(hits)); });
}

void SearchPanel::showHits(const QString& title, std::vector<Hit> hits) {
    hits_ = std::move(hits);
    if (what_->text() != title) what_->setText(title);
    model_->removeRows(0, model_->rowCount());
    const QString root = studio_.projectFolder ? studio_.projectFolder() : QString();
    for (const Hit& hit : hits_) {
        const QString file = !root.isEmpty() && hit.file.startsWith(root + '/') ? hit.file.mid(root.size() + 1) : hit.file.mid(hit.file.lastIndexOf('/') + 1);
        auto* line = new QStandardItem(QString::number(hit.line));
        line->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        auto* words = new QStandardItem(hit.text);
        words->setFont(codeFont(9.5));
        model_->appendRow({new QStandardItem(file), line, words});
    }
    const int count = static_cast<int>(hits_.size());
    count_->setText(count == 0 ? tr("nothing found") : count >= MostHits ? tr("the first %1 places").arg(count) : count == 1 ? tr("one place") : tr("%1 places").arg(count));
}

} // namespace weir::ui
