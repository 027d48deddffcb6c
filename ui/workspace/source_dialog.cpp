// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/source_dialog.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"
#include "ui/workspace/sql_preview.h"
#include "ui/workspace/time_list.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QVBoxLayout>

namespace weir::ui {

namespace {

enum Column { NameColumn, TypeColumn, NullColumn, ValuesColumn };
enum Then { ShowRows, CountRows, Nothing };

QLabel* label(const QString& words, const char* name, bool wrap = false) {
    auto* made = new QLabel(words);
    made->setObjectName(name);
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(wrap);
    return made;
}

/// The usual types to choose from, any other to type.
class TypeDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const override {
        auto* box = new QComboBox(parent);
        box->setEditable(true);
        QStringList types{"STRING", "BIGINT", "INT", "DOUBLE", "DECIMAL(18, 2)", "BOOLEAN", "DATE", "TIME(0)", "TIMESTAMP(3)", "TIMESTAMP_LTZ(3)"};
        const QString now = index.data().toString();
        if (!types.contains(now)) types.prepend(now);
        box->addItems(types);
        return box;
    }
    void setEditorData(QWidget* editor, const QModelIndex& index) const override { static_cast<QComboBox*>(editor)->setCurrentText(index.data().toString()); }
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override {
        model->setData(index, static_cast<QComboBox*>(editor)->currentText().trimmed());
    }
};

} // namespace

SourceDialog::SourceDialog(const Engine& engine, const InferredFile& file, const QString& path, const QStringList& takenNames, bool hasQuery, QWidget* parent)
    : QDialog(parent), engine_(engine), file_(file), taken_(takenNames), start_(proposedTable(file)), name_(new QLineEdit), times_(new TimeList(file_.times)),
      delay_(new QSpinBox), delayNote_(label({}, "muted", true)), preview_(new SqlPreview(engine)), then_(new QComboBox), trouble_(label({}, "problemText", true)),
      accept_(new QPushButton(tr("Add to the script"))) {
    setObjectName("sourceDialog");
    const QString fileName = QFileInfo(text(file_.path)).fileName();
    setWindowTitle(tr("New source from %1").arg(fileName));
    start_.path = path.toStdString();
    QString name = text(file_.name);
    for (int number = 2; taken_.contains(name); ++number) name = text(file_.name) + '_' + QString::number(number);
    name_->setObjectName("tableName");
    name_->setText(name);
    name_->setAccessibleName(tr("Table name"));
    then_->setObjectName("thenBox");
    then_->setAccessibleName(tr("Below it"));
    then_->addItems({tr("a query that shows its rows"), tr("a query that counts rows per minute"), tr("nothing")});
    then_->setCurrentIndex(hasQuery ? Nothing : ShowRows);
    accept_->setObjectName("primary");
    accept_->setDefault(true);

    const QString kind = file_.format == "csv" ? tr("CSV") : tr("JSON lines");
    const QString looked = file_.whole ? tr("all %1 rows looked at").arg(groupedNumber(file_.rows)) : tr("the first %1 rows looked at, %2").arg(groupedNumber(file_.rows), byteSize(file_.bytes));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(20, 16, 20, 16);
    all->setSpacing(8);
    all->addWidget(label(fileName, "title"));
    all->addWidget(label(kind + " · " + looked + " · " + (file_.columns.size() == 1 ? tr("1 column") : tr("%1 columns").arg(file_.columns.size())), "muted"));
    for (const auto& note : file_.notes) {
        auto* shown = label(text(note), "sourceNote", true);
        all->addWidget(shown);
    }
    auto* nameRow = new QHBoxLayout;
    auto* nameLabel = label(tr("Table name"), "muted");
    nameLabel->setBuddy(name_);
    name_->setMaximumWidth(320);
    nameRow->addWidget(nameLabel);
    nameRow->addWidget(name_, 1);
    nameRow->addStretch(1);
    all->addSpacing(4);
    all->addLayout(nameRow);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(16);
    middle->addWidget(makeColumns(), 5);
    middle->addWidget(makeTime(), 4);
    all->addLayout(middle, 5);
    all->addWidget(label(tr("This goes into the script"), "panelTitle"));
    all->addWidget(preview_, 4);
    all->addWidget(trouble_);
    auto* last = new QHBoxLayout;
    last->addWidget(label(tr("Below it:"), "muted"));
    last->addWidget(then_);
    last->addStretch(1);
    auto* cancel = new QPushButton(tr("Cancel"));
    last->addWidget(cancel);
    last->addWidget(accept_);
    all->addLayout(last);
    resize(980, parent ? std::clamp(parent->height() - 60, 560, 760) : 740);

    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(accept_, &QPushButton::clicked, this, &QDialog::accept);
    connect(name_, &QLineEdit::textChanged, this, &SourceDialog::refresh);
    connect(then_, &QComboBox::currentIndexChanged, this, &SourceDialog::refresh);
    connect(columns_, &QTableWidget::cellChanged, this, &SourceDialog::refresh);
    connect(times_, &TimeList::chosenChanged, this, &SourceDialog::chooseTime);
    connect(delay_, &QSpinBox::valueChanged, this, &SourceDialog::refresh);
    chooseTime(times_->chosen());
    name_->setFocus();
    name_->selectAll();
}

QWidget* SourceDialog::makeColumns() {
    auto* part = new QWidget;
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    const bool isJson = file_.format == "json";
    column->addWidget(label(isJson ? tr("Columns – types can be changed") : tr("Columns – names and types can be changed"), "panelTitle"));
    columns_ = new QTableWidget(static_cast<int>(file_.columns.size()), 4);
    columns_->setObjectName("columnTable");
    columns_->setAccessibleName(tr("Columns"));
    columns_->setHorizontalHeaderLabels({tr("Name"), tr("Type"), tr("NULL"), tr("Values")});
    columns_->verticalHeader()->hide();
    columns_->verticalHeader()->setDefaultSectionSize(25);
    columns_->setShowGrid(false);
    columns_->setAlternatingRowColors(true);
    columns_->setFrameStyle(QFrame::Box | QFrame::Plain);
    columns_->setLineWidth(2);
    columns_->setSelectionMode(QAbstractItemView::SingleSelection);
    columns_->setItemDelegateForColumn(TypeColumn, new TypeDelegate(columns_));
    columns_->setWordWrap(false);
    for (int row = 0; row < columns_->rowCount(); ++row) {
        const InferredColumn& about = file_.columns[static_cast<size_t>(row)];
        auto add = [&](Column at, const QString& words, bool editable) {
            auto* item = new QTableWidgetItem(words);
            if (!editable) item->setFlags(item->flags() & ~Qt::ItemIsEditable);
            item->setToolTip(words.toHtmlEscaped());
            columns_->setItem(row, at, item);
            return item;
        };
        auto* name = add(NameColumn, text(about.name), !isJson);
        if (isJson) name->setToolTip(tr("A key of the data: the column must have its name."));
        add(TypeColumn, text(about.type), true);
        const double share = about.rows > 0 ? 100.0 * static_cast<double>(about.nulls) / static_cast<double>(about.rows) : 0;
        add(NullColumn, about.nulls == 0 ? QStringLiteral("–") : share < 1 ? QStringLiteral("< 1 %") : QStringLiteral("%1 %").arg(share, 0, 'f', 0), false)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        QStringList values;
        for (const auto& sample : about.samples) values += text(sample);
        add(ValuesColumn, values.join(QStringLiteral(",  ")), false);
    }
    columns_->setColumnWidth(NameColumn, 110);
    columns_->setColumnWidth(TypeColumn, 150);
    columns_->setColumnWidth(NullColumn, 56);
    columns_->horizontalHeader()->setStretchLastSection(true);
    columns_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    column->addWidget(columns_);
    return part;
}

QWidget* SourceDialog::makeTime() {
    auto* part = new QWidget;
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(label(tr("Event time – when did a row happen?"), "panelTitle"));
    column->addWidget(times_, 1);
    auto* row = new QHBoxLayout;
    auto* words = label(tr("Wait for late rows"), "muted");
    words->setBuddy(delay_);
    delay_->setObjectName("delaySeconds");
    delay_->setRange(0, 99 * 24 * 3600);
    delay_->setSuffix(tr(" s"));
    delay_->setAccessibleName(tr("Wait for late rows, seconds"));
    row->addWidget(words);
    row->addWidget(delay_);
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(delayNote_);
    return part;
}

void SourceDialog::chooseTime(int index) {
    delay_->setEnabled(index >= 0);
    if (index >= 0) {
        const TimeCandidate& time = file_.times[static_cast<size_t>(index)];
        delay_->setValue(static_cast<int>(std::min<int64_t>(time.delayMillis / 1000, delay_->maximum())));
        QString note = time.disorder.behind == 0 ? tr("Its rows are in order: nothing to wait for.")
                                                 : tr("99 % of the rows lie at most %1 behind; windows wait that long before they close.").arg(durationText(time.disorder.p99Millis));
        if (!time.note.empty()) note += ' ' + text(time.note);
        delayNote_->setText(note);
    } else {
        delayNote_->setText(file_.times.empty() ? tr("No column looks like a time. Windows need one; joins and totals do not.") : tr("Without an event time there are no windows."));
    }
    refresh();
}

TableDraft SourceDialog::draft() const {
    TableDraft table = start_;
    table.name = tableName();
    for (size_t i = 0; i < table.columns.size(); ++i) {
        table.columns[i].first = columns_->item(static_cast<int>(i), NameColumn)->text().trimmed().toStdString();
        table.columns[i].second = columns_->item(static_cast<int>(i), TypeColumn)->text().toStdString();
    }
    table.time = times_->chosen();
    table.delayMillis = table.time >= 0 ? delay_->value() * int64_t{1000} : 0;
    return table;
}

std::string SourceDialog::tableName() const { return name_->text().trimmed().toStdString(); }
std::string SourceDialog::tableText() const { return createTableText(file_, draft()); }

std::string SourceDialog::queryText() const {
    if (then_->currentIndex() == Nothing) return {};
    const bool counts = then_->currentIndex() == CountRows && times_->chosen() >= 0;
    return queryOf(file_, draft(), counts);
}

void SourceDialog::refresh() {
    const std::string sql = tableText();
    const std::string query = queryText();
    preview_->show(query.empty() ? sql : sql + "\n" + query);
    if (name_->text().trimmed().isEmpty()) return judge(tr("The table needs a name."));
    if (taken_.contains(name_->text().trimmed())) return judge(tr("There is a '%1' already.").arg(name_->text().trimmed()));
    judge({});
    if (!engine_.analyze) return;
    checking_.request([analyze = engine_.analyze, script = sql + "\n" + query] { return analyze(script, {}); },
                      [this](const Analysis& analysis) {
                          for (const auto& diagnostic : analysis.diagnostics)
                              if (diagnostic.severity == Severity::Error) return judge(text(diagnostic.error.message + (diagnostic.error.hint.empty() ? "" : " " + diagnostic.error.hint)));
                      });
}

void SourceDialog::judge(const QString& why) {
    trouble_->setText(why);
    trouble_->setVisible(!why.isEmpty());
    accept_->setEnabled(why.isEmpty());
}

} // namespace weir::ui
