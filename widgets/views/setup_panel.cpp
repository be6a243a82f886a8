// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/setup_panel.h"

#include "widgets/models/device_model.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/elided_combo_box.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/more_devices.h"
#include "widgets/views/more_section.h"
#include "widgets/views/run_buttons.h"
#include "widgets/views/source_box.h"
#include "widgets/views/wheel_guard.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace pivot {

SetupPanel::SetupPanel(const ThemeSource& theme, DeviceModel& devices, QWidget* parent)
    : QWidget(parent),
      m_devices(devices),
      m_modelSource(new SourceBox(SourceBox::Kind::Model)),
      m_dataSource(new SourceBox(SourceBox::Kind::Data)),
      m_deviceBox(new ElidedComboBox),
      m_moreDevices(new MoreDevices(devices)),
      m_precision(new QComboBox),
      m_rerun(new QComboBox),
      m_batch(new QSpinBox),
      m_limit(new QSpinBox),
      m_more(new MoreSection),
      m_ladder(new LadderEditor(theme)),
      m_buttons(new RunButtons) {
    setObjectName(QStringLiteral("setupPanel"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(tokens::kSetupWidth);

    auto* inner = new QWidget;
    inner->setObjectName(QStringLiteral("setupScrolled"));
    inner->setAttribute(Qt::WA_StyledBackground);
    auto* innerLayout = new QVBoxLayout(inner);
    innerLayout->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kGap);
    innerLayout->setSpacing(tokens::kGap);
    makeSources(*innerLayout);
    innerLayout->addSpacing(tokens::kGap);
    innerLayout->addWidget(m_ladder);
    innerLayout->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, tokens::kHairline, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_buttons);
    connect(m_buttons, &RunButtons::runWanted, this, &SetupPanel::requestRun);
    connect(m_buttons, &RunButtons::queueWanted, this, &SetupPanel::requestQueued);
    connect(m_moreDevices, &MoreDevices::changed, this, &SetupPanel::check);

    connect(&m_modelSource->box(), &QComboBox::activated, this, &SetupPanel::onModelActivated);
    connect(&m_dataSource->box(), &QComboBox::activated, this, &SetupPanel::onDataActivated);
    connect(m_modelSource, &SourceBox::picked, this, &SetupPanel::askModel);
    connect(m_dataSource, &SourceBox::picked, this, &SetupPanel::dataPicked);
    connect(m_more, &MoreSection::modelOptionsChanged, this, [this] { askModel(m_asked); });
    connect(m_more, &MoreSection::changed, this, &SetupPanel::select);
    connect(m_deviceBox, &QComboBox::currentIndexChanged, this, [this] {
        m_moreDevices->setFirst(chosenDevice());
        updatePrecisions();
        select();
    });
    connect(&m_devices, &QAbstractItemModel::dataChanged, this, [this] {
        updatePrecisions();
        check();
    });
    connect(m_rerun, &QComboBox::currentIndexChanged, this,
            [this] { m_ladder->setRerun(static_cast<RerunMode>(m_rerun->currentData().toInt())); });
    connect(m_ladder, &LadderEditor::changed, this, [this] {
        const QSignalBlocker block(m_rerun);
        m_rerun->setCurrentIndex(m_rerun->findData(static_cast<int>(m_ladder->rerun())));
        check();
    });
    check();
}

void SetupPanel::makeSources(QVBoxLayout& layout) {
    auto* heading = new QHBoxLayout;
    heading->setSpacing(0);
    heading->addWidget(makeSection(tr("Set-up")), 1);
    const auto addButton = [&](const QString& text, const char* name, const QString& toolTip, auto signal) {
        QToolButton* button = makeQuietButton(text, QLatin1String(name));
        button->setToolTip(toolTip);
        connect(button, &QToolButton::clicked, this, signal);
        heading->addWidget(button);
    };
    addButton(tr("Open"), "openSetup", tr("Take the set-up from a file (Ctrl+O)"), &SetupPanel::openWanted);
    addButton(tr("Save"), "saveSetup",
              tr("Keep the set-up in a file, which pivot run --experiment runs too (Ctrl+S)"),
              &SetupPanel::saveWanted);
    addButton(tr("Copy command"), "copyCommand",
              tr("Copy the command line that runs the same without a window"),
              &SetupPanel::commandLineWanted);
    layout.addLayout(heading);

    m_deviceBox->setObjectName(QStringLiteral("device"));
    m_deviceBox->setAccessibleName(tr("Device"));
    m_deviceBox->setModel(&m_devices);
    m_precision->setObjectName(QStringLiteral("precision"));
    m_precision->setAccessibleName(tr("Precision"));
    m_batch->setObjectName(QStringLiteral("batch"));
    m_batch->setAccessibleName(tr("Images a batch"));
    m_batch->setRange(1, 4096);
    m_batch->setValue(32);
    m_batch->setToolTip(tr("Images a batch; 1 is the latency mode"));
    m_limit->setObjectName(QStringLiteral("limit"));
    m_limit->setAccessibleName(tr("Number of images"));
    m_limit->setRange(0, 100'000'000);
    m_limit->setSpecialValueText(tr("all images"));
    m_limit->setSuffix(tr(" images"));
    m_limit->setGroupSeparatorShown(true);
    m_limit->setLocale(QLocale(QLocale::English, QLocale::UnitedStates));
    m_limit->setToolTip(tr("0 takes all images; otherwise a sample in which the classes keep their shares"));
    m_rerun->setObjectName(QStringLiteral("rerun"));
    m_rerun->setAccessibleName(tr("Where a re-run begins"));
    m_rerun->addItem(tr("from the kept prefix"), static_cast<int>(RerunMode::Prefix));
    m_rerun->addItem(tr("from the start"), static_cast<int>(RerunMode::Restart));
    m_rerun->setToolTip(
        tr("From the kept prefix: a re-run starts at the first block where the efforts differ"));

    for (QWidget* widget :
         std::initializer_list<QWidget*>{m_deviceBox, m_precision, m_batch, m_limit, m_rerun}) {
        widget->setMinimumWidth(64);  // what does not fit is shortened, the panel keeps its width
        guardFromWheel(*widget);
    }
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(tokens::kGap);
    grid->setVerticalSpacing(tokens::kGap - 2);
    grid->setColumnMinimumWidth(0, 52);
    grid->setColumnStretch(1, 1);
    int row = 0;
    const auto addRow = [grid, &row](const QString& text, QWidget* first, QWidget* second = nullptr,
                                     int firstPart = 1, int secondPart = 1) {
        auto* label = new QLabel(text);
        label->setProperty("role", "muted");
        label->setBuddy(first);
        auto* fields = new QHBoxLayout;
        fields->setSpacing(tokens::kGap);
        fields->addWidget(first, firstPart);
        if (second) {
            fields->addWidget(second, secondPart);
        }
        grid->addWidget(label, row, 0);
        grid->addLayout(fields, row++, 1);
    };
    addRow(tr("Model"), m_modelSource);
    addRow(tr("Data"), m_dataSource);
    addRow(tr("Device"), m_deviceBox, m_precision, 3, 2);
    addRow(tr("Also on"), m_moreDevices);
    addRow(tr("Batch"), m_batch, m_limit, 2, 3);
    addRow(tr("Re-run"), m_rerun);
    layout.addLayout(grid);
    layout.addWidget(m_more);
}

void SetupPanel::putModel(const ModelChoice& model, bool choose) {
    const auto known = std::find_if(m_models.begin(), m_models.end(),
                                    [&model](const ModelChoice& other) { return other.path == model.path; });
    int row = static_cast<int>(known - m_models.begin());
    if (known == m_models.end()) {
        m_models.push_back(model);
        m_modelSource->box().insertItem(row, model.name);
    } else {
        *known = model;
        m_modelSource->box().setItemText(row, model.name);
    }
    m_modelSource->box().setItemData(row, model.path, Qt::ToolTipRole);
    if (choose || m_modelRow < 0 || m_modelRow == row) {
        m_modelRow = row;
        modelChosen();
    }
    m_modelSource->box().setCurrentIndex(m_modelRow);
}

void SetupPanel::putData(const DataChoice& choice, bool choose) {
    const auto known = std::find_if(m_data.begin(), m_data.end(),
                                    [&choice](const DataChoice& other) { return other.spec == choice.spec; });
    int row = static_cast<int>(known - m_data.begin());
    if (known == m_data.end()) {
        m_data.push_back(choice);
        m_dataSource->box().insertItem(row, choice.name);
    } else {
        *known = choice;
        m_dataSource->box().setItemText(row, choice.name);
    }
    m_dataSource->box().setItemData(row, choice.spec, Qt::ToolTipRole);
    if (choose || m_dataRow < 0) {
        m_dataRow = row;
    }
    m_dataSource->box().setCurrentIndex(m_dataRow);
    if (m_dataRow == row) {
        select();
    }
}

void SetupPanel::modelChosen() {
    const ModelChoice& model = m_models[static_cast<std::size_t>(m_modelRow)];
    m_asked = model.path;
    m_more->setModelOptions(model.configFile, model.act);
    m_ladder->setModel(model);
    select();
}

/// Something else is to run: what the rest of the panel says of it follows.
void SetupPanel::select() {
    m_more->setOwnCalibration(m_dataRow < 0 ? QString()
                                            : m_data[static_cast<std::size_t>(m_dataRow)].calibration);
    m_ladder->setContext(selectionKey(), chosenData().toStdString());
    check();
    Q_EMIT selectionChanged();
}

std::string SetupPanel::selectionKey() const {
    return chosenModel().toStdString() + '\n' + chosenDevice().toStdString();
}

QString SetupPanel::calibrationSpec() const {
    const QString said = m_more->calibration();
    return !said.isEmpty() || m_dataRow < 0 ? said : m_data[static_cast<std::size_t>(m_dataRow)].calibration;
}

void SetupPanel::setRecent(const QStringList& models, const QStringList& dataSets) {
    m_modelSource->setRecent(models);
    m_dataSource->setRecent(dataSets);
}

void SetupPanel::askModel(const QString& path) {
    if (path != m_asked) {
        m_more->setModelOptions({}, {});  // what was said of another checkpoint is not of this one
    }
    m_asked = path;
    if (!path.isEmpty()) {
        Q_EMIT modelPicked(path, m_more->modelConfig(), m_more->act());
    }
}

void SetupPanel::onModelActivated(int index) {
    if (index != m_modelRow) {
        m_modelRow = index;
        modelChosen();
    }
}

void SetupPanel::onDataActivated(int index) {
    m_dataRow = index;
    select();
}

void SetupPanel::chooseDevice(const QString& id) {
    const int row = m_devices.rowOf(id);
    if (row >= 0 && m_devices.devices()[static_cast<std::size_t>(row)].available) {
        m_deviceBox->setCurrentIndex(row);
    }
}

QString SetupPanel::chosenModel() const {
    return m_modelRow < 0 ? QString() : m_models[static_cast<std::size_t>(m_modelRow)].path;
}

QString SetupPanel::chosenModelName() const {
    return m_modelRow < 0 ? QString() : m_models[static_cast<std::size_t>(m_modelRow)].name;
}

QString SetupPanel::chosenData() const {
    return m_dataRow < 0 ? QString() : m_data[static_cast<std::size_t>(m_dataRow)].spec;
}

QString SetupPanel::chosenDataName() const {
    return m_dataRow < 0 ? QString() : m_data[static_cast<std::size_t>(m_dataRow)].name;
}

int SetupPanel::chosenClasses() const {
    return m_modelRow < 0 ? 2 : m_models[static_cast<std::size_t>(m_modelRow)].classes;
}

QStringList SetupPanel::chosenLabels() const {
    // A run numbers classes as the model does; its data set's names are matched to them.
    const QStringList ofModel =
        m_modelRow < 0 ? QStringList() : m_models[static_cast<std::size_t>(m_modelRow)].labels;
    return ofModel.isEmpty() && m_dataRow >= 0 ? m_data[static_cast<std::size_t>(m_dataRow)].labels : ofModel;
}

QString SetupPanel::chosenDevice() const {
    return m_deviceBox->currentIndex() < 0 ? QString()
                                           : m_deviceBox->currentData(DeviceModel::IdRole).toString();
}

void SetupPanel::updatePrecisions() {
    const QSignalBlocker block(m_precision);
    const QString chosen = m_precision->currentText();
    m_precision->clear();
    const int row = m_deviceBox->currentIndex();
    if (row >= 0 && row < m_devices.rowCount()) {
        for (const Precision precision : m_devices.devices()[static_cast<std::size_t>(row)].precisions) {
            m_precision->addItem(fromUtf8(toString(precision)), static_cast<int>(precision));
        }
    }
    if (m_precision->count() == 0) {
        m_precision->addItem(fromUtf8(toString(Precision::Fp32)), static_cast<int>(Precision::Fp32));
    }
    m_precision->setCurrentIndex(std::max(0, m_precision->findText(chosen)));
    m_precision->setEnabled(m_precision->count() > 1);
}

void SetupPanel::suggest(const RunConfig& config, const LadderSuggestion& ladder) {
    m_base = config;
    m_ladder->suggest(ladder);
}

void SetupPanel::showChosen(const EffortLadder& ladder, const ThresholdSource& source,
                            const std::string& spec) {
    LadderSuggestion chosen{ladder, source, {}};
    chosen.calibrationSpec = spec.empty() ? calibrationSpec().toStdString() : spec;
    chosen.chosenFor = selectionKey();
    chosen.rerun = m_ladder->rerun();
    m_ladder->showChosen(chosen);
}

void SetupPanel::commitPending() {
    m_batch->interpretText();
    m_limit->interpretText();
    m_ladder->commitPending();
}

void SetupPanel::showMore() {
    m_more->expand();
}

bool SetupPanel::settle() {
    commitPending();
    check();
    const bool readAgain = m_more->commitPending();
    return !readAgain && problem().isEmpty();
}

void SetupPanel::requestRun(RunMode mode) {
    if (settle() && !m_running) {
        Q_EMIT runRequested(config(mode));
    }
}

void SetupPanel::requestQueued(RunMode mode) {
    if (settle()) {
        Q_EMIT queueRequested(config(mode));
    }
}

QString SetupPanel::problem() const {
    if (m_modelRow < 0) {
        return tr("Choose a model first.");
    }
    if (m_dataRow < 0) {
        return tr("Choose a data set first.");
    }
    const int row = m_deviceBox->currentIndex();
    if (row < 0 || row >= m_devices.rowCount()) {
        return tr("Looking for devices…");
    }
    const DeviceInfo& device = m_devices.devices()[static_cast<std::size_t>(row)];
    if (!device.available) {
        return fromUtf8(device.reason);
    }
    const auto precision = static_cast<Precision>(m_precision->currentData().toInt());
    for (const QString& id : m_moreDevices->chosen()) {
        const DeviceInfo& other = m_devices.devices()[static_cast<std::size_t>(m_devices.rowOf(id))];
        if (std::ranges::find(other.precisions, precision) == other.precisions.end()) {
            return tr("%1 does not compute in %2: choose %3, or leave it out of Also on.")
                .arg(id, fromUtf8(toString(precision)), precisionsText(other));
        }
    }
    if (const QString wrong = m_ladder->error(); !wrong.isEmpty()) {
        return wrong;
    }
    if (m_ladder->goal() && m_ladder->ladder().size() > 1 && calibrationSpec().isEmpty()) {
        return tr(
            "These images have no calibration split: name other images under More, or set the aim to as "
            "given.");
    }
    const bool thresholdsKnown = !m_ladder->goal() || m_ladder->ladder().size() < 2;
    const Result<void> valid =
        m_ladder->ladder().validate(m_models[static_cast<std::size_t>(m_modelRow)].depth, thresholdsKnown);
    return valid ? QString() : QString::fromStdString(valid.error().message);
}

void SetupPanel::check() {
    m_buttons->setState(problem(), m_running);
}

void SetupPanel::setRunning(bool running) {
    m_running = running;
    check();
}

}  // namespace pivot
