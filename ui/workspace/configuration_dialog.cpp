// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/configuration_dialog.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/icons.h"
#include "ui/workspace/settings_table.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDirIterator>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace weir::ui {

namespace {

constexpr int MostScripts = 200;

QStringList scriptsIn(const QString& folder) {
    QStringList found;
    QDirIterator files(folder, {"*.sql", "*.weirgraph"}, QDir::Files, QDirIterator::Subdirectories);
    const QDir root(folder);
    for (int seen = 0; files.hasNext() && found.size() < MostScripts && seen < 5000; ++seen) found += root.relativeFilePath(files.next());
    found.sort();
    return found;
}

template <class Widget>
Widget* named(Widget* widget, const char* name, const QString& spoken, const QString& toolTip = {}) {
    widget->setObjectName(name);
    widget->setAccessibleName(spoken);
    widget->setToolTip(toolTip);
    return widget;
}

} // namespace

ConfigurationDialog::ConfigurationDialog(RunConfigurations& configurations, QWidget* parent) : QDialog(parent), configurations_(configurations) {
    setObjectName("configurationDialog");
    setWindowTitle(tr("Run configurations"));
    list_ = named(new QListWidget, "configurationList", tr("Run configurations"));
    list_->setFrameStyle(QFrame::Box | QFrame::Plain);
    list_->setLineWidth(2);
    list_->setFixedWidth(190);
    remove_ = named(new QPushButton(icon("trash"), tr("Remove")), "removeConfiguration", tr("Remove the configuration"));
    auto* add = named(new QPushButton(icon("plus"), tr("New")), "newConfiguration", tr("New configuration"));
    form_ = makeForm();
    trouble_ = new QLabel;
    trouble_->setObjectName("problemText");
    trouble_->setTextFormat(Qt::PlainText);
    trouble_->setWordWrap(true);
    trouble_->hide();
    auto* place = new QLabel(tr("Kept in %1").arg(QDir::toNativeSeparators(text(configurations_.project().file))));
    place->setObjectName("muted");
    place->setTextFormat(Qt::PlainText);
    place->setWordWrap(true);
    auto* cancel = new QPushButton(tr("Cancel"));
    auto* save = named(new QPushButton(tr("Save")), "primary", tr("Save"));
    save->setDefault(true);

    auto* left = new QVBoxLayout;
    left->addWidget(list_, 1);
    auto* leftButtons = new QHBoxLayout;
    leftButtons->addWidget(add);
    leftButtons->addWidget(remove_);
    left->addLayout(leftButtons);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(18);
    middle->addLayout(left);
    middle->addWidget(form_, 1);
    auto* last = new QHBoxLayout;
    last->addWidget(place, 1);
    last->addWidget(cancel);
    last->addWidget(save);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(20, 16, 20, 16);
    all->setSpacing(10);
    all->addLayout(middle, 1);
    all->addWidget(trouble_);
    all->addLayout(last);
    resize(820, 560);

    for (const RunConfiguration& run : configurations_.all()) {
        runs_.push_back({run.name, run});
        list_->addItem(text(run.name));
    }
    connect(list_, &QListWidget::currentRowChanged, this, &ConfigurationDialog::choose);
    connect(add, &QPushButton::clicked, this, [this] {
        RunConfiguration run{.name = "run"};
        if (current_ >= 0) run.script = runs_[static_cast<size_t>(current_)].run.script;
        this->add(run);
    });
    connect(remove_, &QPushButton::clicked, this, &ConfigurationDialog::remove);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &ConfigurationDialog::accept);
    int chosen = 0;
    for (size_t i = 0; i < runs_.size(); ++i)
        if (text(runs_[i].run.name) == configurations_.chosen()) chosen = static_cast<int>(i);
    list_->setCurrentRow(runs_.empty() ? -1 : chosen);
    choose(list_->currentRow());
}

QWidget* ConfigurationDialog::makeForm() {
    auto* part = new QWidget;
    name_ = named(new QLineEdit, "configurationName", tr("Name"));
    script_ = named(new QComboBox, "configurationScript", tr("Script"), tr("From the folder of weir.toml"));
    script_->setEditable(true);
    const std::string& projectScript = configurations_.project().reading.project.script;
    script_->lineEdit()->setPlaceholderText(tr("%1, the project's").arg(projectScript.empty() ? QStringLiteral("job.sql") : text(projectScript)));
    script_->addItems(scriptsIn(text(configurations_.project().folder)));
    script_->setInsertPolicy(QComboBox::NoInsert);
    parallelism_ = named(new QSpinBox, "configurationParallelism", tr("Parallelism"), tr("Subtasks of every operator"));
    parallelism_->setRange(0, 32'768);
    parallelism_->setSpecialValueText(tr("as the toolbar says"));
    state_ = named(new QComboBox, "configurationState", tr("State"), tr("Where state lives: in memory, or with a tier on disk"));
    state_->addItem(tr("as the script says"), "");
    state_->addItem(tr("hashmap, in memory"), "hashmap");
    state_->addItem(tr("rocksdb, on disk what does not fit"), "rocksdb");
    memory_ = named(new QLineEdit, "configurationMemory", tr("Memory of state"), tr("With hashmap more is refused, with rocksdb it goes to disk"));
    memory_->setPlaceholderText(tr("512 mb"));
    from_ = named(new QComboBox, "configurationFrom", tr("Start from"), tr("'latest' is the latest checkpoint in the job's folder; or the folder of a checkpoint or savepoint"));
    from_->setEditable(true);
    from_->setInsertPolicy(QComboBox::NoInsert);
    from_->addItems({QString(), QStringLiteral("latest")});
    from_->lineEdit()->setPlaceholderText(tr("the beginning"));
    auto* browse = named(new QToolButton, "configurationFromBrowse", tr("Choose the folder of a checkpoint or savepoint"), tr("Choose the folder of a checkpoint or savepoint"));
    browse->setIcon(icon("folder-open"));
    browse->setAutoRaise(true);
    record_ = named(new QCheckBox(tr("Record the run, so that it can be replayed")), "configurationRecord", tr("Record"));
    settings_ = new SettingsTable;

    auto* form = new QFormLayout(part);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    parallelism_->setFixedWidth(170);
    auto* fromRow = new QHBoxLayout;
    fromRow->setSpacing(4);
    fromRow->addWidget(from_, 1);
    fromRow->addWidget(browse);
    auto* stateRow = new QHBoxLayout;
    stateRow->setSpacing(8);
    stateRow->addWidget(state_, 1);
    auto* memoryLabel = new QLabel(tr("memory"));
    stateRow->addWidget(memoryLabel);
    stateRow->addWidget(memory_);
    memory_->setFixedWidth(90);
    form->addRow(tr("Name"), name_);
    form->addRow(tr("Script"), script_);
    form->addRow(tr("Parallelism"), parallelism_);
    form->addRow(tr("State"), stateRow);
    form->addRow(tr("Start from"), fromRow);
    form->addRow(QString(), record_);
    form->addRow(tr("Settings"), settings_);

    connect(browse, &QToolButton::clicked, this, [this] {
        const QString folder = text(configurations_.project().folder);
        const QString path = QFileDialog::getExistingDirectory(this, tr("Checkpoint or savepoint"), folder);
        if (path.isEmpty()) return;
        const QString relative = QDir(folder).relativeFilePath(path);
        from_->setCurrentText(relative.startsWith("..") ? path : relative);
    });
    for (QLineEdit* line : {name_, memory_}) connect(line, &QLineEdit::textChanged, this, &ConfigurationDialog::take);
    for (QComboBox* box : {script_, from_}) connect(box, &QComboBox::currentTextChanged, this, &ConfigurationDialog::take);
    connect(state_, &QComboBox::currentIndexChanged, this, &ConfigurationDialog::take);
    connect(parallelism_, &QSpinBox::valueChanged, this, &ConfigurationDialog::take);
    connect(record_, &QCheckBox::toggled, this, &ConfigurationDialog::take);
    connect(settings_, &SettingsTable::changed, this, &ConfigurationDialog::take);
    return part;
}

QString ConfigurationDialog::freeName(const QString& wanted) const {
    QString name = wanted;
    auto taken = [&] { return std::any_of(runs_.begin(), runs_.end(), [&](const EditedConfiguration& each) { return text(each.run.name) == name; }); };
    for (int number = 2; taken(); ++number) name = wanted + '-' + QString::number(number);
    return name;
}

void ConfigurationDialog::add(RunConfiguration run) {
    run.name = freeName(text(run.name)).toStdString();
    runs_.push_back({"", run});
    list_->addItem(text(run.name));
    list_->setCurrentRow(list_->count() - 1);
    name_->setFocus();
    name_->selectAll();
}

void ConfigurationDialog::remove() {
    const int gone = current_;
    if (gone < 0) return;
    current_ = -1;
    runs_.erase(runs_.begin() + gone);
    showing_ = true;
    delete list_->takeItem(gone);
    showing_ = false;
    choose(list_->currentRow());
    say(nullptr);
}

void ConfigurationDialog::choose(int index) {
    if (showing_) return;
    settings_->setCurrentItem(nullptr);          // a field that is being written in is taken first
    current_ = index;
    form_->setEnabled(index >= 0);
    remove_->setEnabled(index >= 0);
    const RunConfiguration run = index < 0 ? RunConfiguration() : runs_[static_cast<size_t>(index)].run;
    showing_ = true;
    name_->setText(text(run.name));
    script_->setCurrentText(text(run.script));
    parallelism_->setValue(run.parallelism);
    state_->setCurrentIndex(run.state.empty() ? 0 : run.state == "rocksdb" ? 2 : 1);
    memory_->setText(text(run.memory));
    from_->setCurrentText(text(run.from));
    record_->setChecked(run.record);
    settings_->show(run.settings);
    showing_ = false;
}

void ConfigurationDialog::take() {
    if (showing_ || current_ < 0) return;
    RunConfiguration& run = runs_[static_cast<size_t>(current_)].run;
    run.name = name_->text().trimmed().toStdString();
    run.script = script_->currentText().trimmed().toStdString();
    run.parallelism = parallelism_->value();
    // 'heap' is hashmap's other name and stays as it was written.
    if (const std::string state = state_->currentData().toString().toStdString(); !(state == "hashmap" && run.state == "heap")) run.state = state;
    run.memory = memory_->text().trimmed().toStdString();
    run.from = from_->currentText().trimmed().toStdString();
    run.record = record_->isChecked();
    run.settings = settings_->settings();
    list_->item(current_)->setText(text(run.name));
    say(nullptr);
}

void ConfigurationDialog::say(const Error* error) {
    trouble_->setText(error ? text(error->text()) : QString());
    trouble_->setVisible(error);
}

void ConfigurationDialog::accept() {
    for (size_t i = 0; i < runs_.size(); ++i)
        for (size_t j = 0; j < i; ++j)
            if (runs_[i].run.name == runs_[j].run.name) {
                const Error twice{ErrorCode::Exists, "There are two configurations '" + runs_[i].run.name + "'."};
                list_->setCurrentRow(static_cast<int>(i));
                return say(&twice);
            }
    if (const Status saved = configurations_.save(runs_); !saved.ok()) return say(&saved.error());
    QDialog::accept();
}

} // namespace weir::ui
