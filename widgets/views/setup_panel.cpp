// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/setup_panel.h"

#include "widgets/models/device_model.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/elided_combo_box.h"
#include "widgets/views/ladder_editor.h"

#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace pivot {
namespace {

// Item data of the entries at the end of a combo box that are not choices.
constexpr int kOpenFile = -1;
constexpr int kOpenFolder = -2;

void addBrowseItems(QComboBox& box, const QString& file, const QString& folder) {
    box.insertSeparator(box.count());
    box.addItem(file, kOpenFile);
    box.addItem(folder, kOpenFolder);
}

}  // namespace

SetupPanel::SetupPanel(const ThemeSource& theme, DeviceModel& devices, QWidget* parent)
    : QWidget(parent),
      m_devices(devices),
      m_modelBox(new ElidedComboBox),
      m_dataBox(new ElidedComboBox),
      m_deviceBox(new ElidedComboBox),
      m_precision(new QComboBox),
      m_rerun(new QComboBox),
      m_batch(new QSpinBox),
      m_limit(new QSpinBox),
      m_ladder(new LadderEditor(theme)),
      m_run(new QPushButton(tr("Run"))),
      m_profile(new QPushButton(tr("Profile"))),
      m_problem(makeLabel({}, TextRole::Error, QStringLiteral("setupProblem"))) {
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
    makeFooter(*layout);

    connect(m_modelBox, &QComboBox::activated, this, &SetupPanel::onModelActivated);
    connect(m_dataBox, &QComboBox::activated, this, &SetupPanel::onDataActivated);
    connect(m_deviceBox, &QComboBox::currentIndexChanged, this, [this] {
        updatePrecisions();
        check();
        Q_EMIT selectionChanged();
    });
    connect(&m_devices, &QAbstractItemModel::dataChanged, this, [this] {
        updatePrecisions();
        check();
    });
    connect(m_rerun, &QComboBox::currentIndexChanged, this,
            [this] { m_ladder->setRerun(static_cast<RerunMode>(m_rerun->currentData().toInt())); });
    connect(m_ladder, &LadderEditor::changed, this, &SetupPanel::check);
    check();
}

void SetupPanel::makeSources(QVBoxLayout& layout) {
    auto* more = makeQuietButton(tr("Copy command"), QStringLiteral("copyCommand"));
    more->setToolTip(tr("Copy the command line that runs the same without a window"));
    connect(more, &QToolButton::clicked, this, &SetupPanel::commandLineWanted);
    auto* heading = new QHBoxLayout;
    heading->setSpacing(0);
    heading->addWidget(makeSection(tr("Set-up")), 1);
    heading->addWidget(more);
    layout.addLayout(heading);

    m_modelBox->setObjectName(QStringLiteral("model"));
    m_modelBox->setAccessibleName(tr("Model"));
    m_dataBox->setObjectName(QStringLiteral("dataset"));
    m_dataBox->setAccessibleName(tr("Data set"));
    m_deviceBox->setObjectName(QStringLiteral("device"));
    m_deviceBox->setAccessibleName(tr("Device"));
    m_deviceBox->setModel(&m_devices);
    addBrowseItems(*m_modelBox, tr("Open file…"), tr("Open folder…"));
    addBrowseItems(*m_dataBox, tr("Open file…"), tr("Open folder…"));
    m_modelBox->setCurrentIndex(-1);
    m_dataBox->setCurrentIndex(-1);
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

    for (QWidget* widget : std::initializer_list<QWidget*>{m_modelBox, m_dataBox, m_deviceBox, m_precision,
                                                           m_batch, m_limit, m_rerun}) {
        widget->setMinimumWidth(64);  // what does not fit is shortened, the panel keeps its width
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
    addRow(tr("Model"), m_modelBox);
    addRow(tr("Data"), m_dataBox);
    addRow(tr("Device"), m_deviceBox, m_precision, 3, 2);
    addRow(tr("Batch"), m_batch, m_limit, 2, 3);
    addRow(tr("Re-run"), m_rerun);
    layout.addLayout(grid);
}

void SetupPanel::makeFooter(QVBoxLayout& layout) {
    m_run->setObjectName(QStringLiteral("run"));
    m_run->setProperty("role", "primary");
    m_run->setToolTip(tr("Route every image: hard ones re-run at the next effort (Ctrl+R)"));
    m_run->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    m_profile->setObjectName(QStringLiteral("profile"));
    m_profile->setToolTip(
        tr("Run every effort on every image, so that any threshold is answered later without a run"));
    m_problem->setWordWrap(true);
    auto* footer = new QWidget;
    footer->setObjectName(QStringLiteral("setupFooter"));
    footer->setAttribute(Qt::WA_StyledBackground);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(tokens::kGap);
    buttons->addWidget(m_run, 2);
    buttons->addWidget(m_profile, 1);
    auto* footerLayout = new QVBoxLayout(footer);
    footerLayout->setContentsMargins(tokens::kMargin, tokens::kGap + tokens::kGrid, tokens::kMargin,
                                     tokens::kGap + tokens::kGrid);
    footerLayout->setSpacing(tokens::kGap);
    footerLayout->addWidget(m_problem);
    footerLayout->addLayout(buttons);
    layout.addWidget(footer);
    connect(m_run, &QPushButton::clicked, this, [this] { Q_EMIT runRequested(config(RunMode::Routed)); });
    connect(m_profile, &QPushButton::clicked, this,
            [this] { Q_EMIT runRequested(config(RunMode::Profile)); });
}

void SetupPanel::putModel(const ModelChoice& model, bool choose) {
    const auto known = std::find_if(m_models.begin(), m_models.end(),
                                    [&model](const ModelChoice& other) { return other.path == model.path; });
    int row = static_cast<int>(known - m_models.begin());
    if (known == m_models.end()) {
        m_models.push_back(model);
        m_modelBox->insertItem(row, model.name, row);
    } else {
        *known = model;
        m_modelBox->setItemText(row, model.name);
    }
    m_modelBox->setItemData(row, model.path, Qt::ToolTipRole);
    if (choose || m_modelRow < 0 || m_modelRow == row) {
        m_modelRow = row;
        modelChosen();
    }
    m_modelBox->setCurrentIndex(m_modelRow);
}

void SetupPanel::putData(const DataChoice& choice, bool choose) {
    const auto known = std::find_if(m_data.begin(), m_data.end(),
                                    [&choice](const DataChoice& other) { return other.spec == choice.spec; });
    int row = static_cast<int>(known - m_data.begin());
    if (known == m_data.end()) {
        m_data.push_back(choice);
        m_dataBox->insertItem(row, choice.name, row);
    } else {
        *known = choice;
        m_dataBox->setItemText(row, choice.name);
    }
    m_dataBox->setItemData(row, choice.spec, Qt::ToolTipRole);
    if (choose || m_dataRow < 0) {
        m_dataRow = row;
        Q_EMIT selectionChanged();
    }
    m_dataBox->setCurrentIndex(m_dataRow);
    check();
}

void SetupPanel::modelChosen() {
    m_ladder->setModel(m_models[static_cast<std::size_t>(m_modelRow)]);
    check();
    Q_EMIT selectionChanged();
}

void SetupPanel::onModelActivated(int index) {
    const int choice = m_modelBox->itemData(index).toInt();
    if (choice < 0) {
        m_modelBox->setCurrentIndex(m_modelRow);
        pick(choice == kOpenFolder, true);
        return;
    }
    if (choice != m_modelRow) {
        m_modelRow = choice;
        modelChosen();
    }
}

void SetupPanel::onDataActivated(int index) {
    const int choice = m_dataBox->itemData(index).toInt();
    if (choice < 0) {
        m_dataBox->setCurrentIndex(m_dataRow);
        pick(choice == kOpenFolder, false);
        return;
    }
    m_dataRow = choice;
    check();
    Q_EMIT selectionChanged();
}

void SetupPanel::pick(bool folder, bool model) {
    auto* dialog = new QFileDialog(this, model ? tr("Open a model") : tr("Open a data set"));
    dialog->setObjectName(model ? QStringLiteral("modelDialog") : QStringLiteral("dataDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    if (!folder && model) {
        dialog->setNameFilters({tr("Checkpoints (*.safetensors *.pth *.pt *.pth.tar)"), tr("All files (*)")});
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this, model](const QString& path) {
        if (model) {
            Q_EMIT modelPicked(path);
        } else {
            Q_EMIT dataPicked(path);
        }
    });
    dialog->open();
}

void SetupPanel::chooseDevice(const QString& id) {
    const int row = m_devices.rowOf(id);
    if (!m_running && row >= 0 && m_devices.devices()[static_cast<std::size_t>(row)].available) {
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
    m_precision->setEnabled(m_precision->count() > 1 && !m_running);
}

void SetupPanel::setConfig(const RunConfig& config) {
    m_batch->setValue(config.batch);
    m_limit->setValue(config.limit);
    m_rerun->setCurrentIndex(m_rerun->findData(static_cast<int>(config.rerun)));
    m_precision->setCurrentIndex(std::max(0, m_precision->findData(static_cast<int>(config.precision))));
    setSuggestion(config, {"given", "given", false});
}

void SetupPanel::setSuggestion(const RunConfig& config, const ThresholdSource& source) {
    m_base = config;
    m_ladder->setSuggestion({config.ladder, source, config.calibrate});
}

RunConfig SetupPanel::config(RunMode mode) const {
    RunConfig config = m_base;
    config.model = chosenModel().toStdString();
    config.dataset = chosenData().toStdString();
    config.device = chosenDevice().toStdString();
    config.ladder = m_ladder->ladder();
    for (Effort& effort : config.ladder.efforts) {
        if (m_modelRow >= 0 && effort.modelPath.empty()) {
            effort.tuned = m_models[static_cast<std::size_t>(m_modelRow)].isTuned(effort.skip);
        }
    }
    config.calibrate = config.ladder.size() > 1 ? m_ladder->goal() : std::nullopt;
    config.mode = mode;
    config.rerun = static_cast<RerunMode>(m_rerun->currentData().toInt());
    config.precision = static_cast<Precision>(m_precision->currentData().toInt());
    config.batch = m_batch->value();
    config.limit = m_limit->value();
    return config;
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
    const bool thresholdsKnown = !m_ladder->goal() || m_ladder->ladder().size() < 2;
    const Result<void> valid =
        m_ladder->ladder().validate(m_models[static_cast<std::size_t>(m_modelRow)].depth, thresholdsKnown);
    return valid ? QString() : QString::fromStdString(valid.error().message);
}

void SetupPanel::check() {
    const QString text = problem();
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty() && !m_running);
    m_run->setEnabled(text.isEmpty() && !m_running);
    m_profile->setEnabled(text.isEmpty() && !m_running);
}

void SetupPanel::setRunning(bool running) {
    m_running = running;
    for (QWidget* widget : std::initializer_list<QWidget*>{m_modelBox, m_dataBox, m_deviceBox, m_batch,
                                                           m_limit, m_rerun, m_ladder}) {
        widget->setEnabled(!running);
    }
    updatePrecisions();
    check();
}

}  // namespace pivot
