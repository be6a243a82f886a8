// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/figure_export_dialog.h"

#include "widgets/figures/figure_writer.h"
#include "widgets/models/command_line.h"
#include "widgets/models/shown_database.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/figure_picture.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QStandardPaths>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

namespace pivot {
namespace {

using figures::FigureFormat;

// Of the window: where and how the last figure was written.
constexpr auto kFolder = "exportFolder", kStyle = "exportStyle", kFormat = "exportFormat";

QString suffixOf(FigureFormat format) {
    const std::string_view name = figures::toString(format);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

QString fileNameOf(const std::string& title) {
    static const QRegularExpression other(QStringLiteral("[^a-z0-9]+"));
    QString name = QString::fromStdString(title).toLower().replace(other, QStringLiteral("-"));
    while (name.endsWith(QLatin1Char('-'))) {
        name.chop(1);
    }
    return name.isEmpty() ? QStringLiteral("figure") : name.left(60);
}

QString nativePath(const QString& folder, const QString& name) {
    return QDir::toNativeSeparators(QDir(folder).filePath(name));
}

template <class Widget>
Widget* named(Widget* widget, const char* name, const QString& accessible) {
    widget->setObjectName(QLatin1String(name));
    widget->setAccessibleName(accessible);
    return widget;
}

}  // namespace

FigureExportDialog::FigureExportDialog(figures::FigureDocument document, QWidget* parent, bool reopened)
    : QDialog(parent),
      m_document(std::move(document)),
      m_picture(new FigurePicture),
      m_format(named(new QComboBox, "exportFormat", tr("Format"))),
      m_width(named(new QComboBox, "exportWidth", tr("Width"))),
      m_inches(named(new QDoubleSpinBox, "exportInches", tr("Width in inches"))),
      m_font(named(new QDoubleSpinBox, "exportFont", tr("Size of text"))),
      m_dpi(named(new QSpinBox, "exportDpi", tr("Resolution"))),
      m_grey(named(new QCheckBox(tr("Grey, for print without colour")), "exportGrey", tr("Grey"))),
      m_anonymous(
          named(new QCheckBox(tr("Anonymous, for double-blind review")), "exportAnonymous", tr("Anonymous"))),
      m_file(named(new QLineEdit, "exportFile", tr("File"))),
      m_size(makeLabel({}, TextRole::Muted, QStringLiteral("exportSize"))),
      m_message(makeLabel({}, TextRole::Error, QStringLiteral("exportMessage"))),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel)) {
    setObjectName(QStringLiteral("figureExport"));
    const QString title = QString::fromStdString(m_document.data.title);
    setWindowTitle(title.isEmpty() ? tr("Export") : tr("Export: %1").arg(title));
    m_message->setWordWrap(true);
    m_message->hide();
    auto* form = makeForm();
    proposeStyle(reopened);
    const QString last = parent ? parent->property(kFolder).toString() : QString();
    m_file->setText(nativePath(
        last.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) : last,
        fileNameOf(m_document.data.title) + QLatin1Char('.') + suffixOf(format())));

    m_buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    auto* write = m_buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    write->setObjectName(QStringLiteral("exportWrite"));
    write->setProperty("role", "primary");
    write->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kMargin);
    layout->setSpacing(tokens::kGroup);
    layout->addWidget(m_picture, 1);
    layout->addLayout(form);
    layout->addWidget(m_message);
    layout->addWidget(m_buttons);

    connect(m_format, &QComboBox::currentIndexChanged, this, &FigureExportDialog::formatChosen);
    connect(m_width, &QComboBox::currentIndexChanged, this, &FigureExportDialog::widthChosen);
    connect(m_inches, &QDoubleSpinBox::valueChanged, this, &FigureExportDialog::styleChanged);
    connect(m_font, &QDoubleSpinBox::valueChanged, this, &FigureExportDialog::styleChanged);
    connect(m_dpi, &QSpinBox::valueChanged, this, &FigureExportDialog::styleChanged);
    connect(m_grey, &QCheckBox::toggled, this, &FigureExportDialog::styleChanged);
    connect(m_anonymous, &QCheckBox::toggled, this, &FigureExportDialog::styleChanged);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &FigureExportDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    formatChosen();
    styleChanged();
}

void FigureExportDialog::offerCommand(const figures::FigureRecipe& recipe) {
    if (m_document.spec.experiments.empty()) {
        return;
    }
    auto* copy = m_buttons->addButton(tr("Copy command"), QDialogButtonBox::ActionRole);
    copy->setObjectName(QStringLiteral("exportCommand"));
    copy->setToolTip(tr("The pivot export that draws the same of the stored run, in this style"));
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this, [this, copy, recipe] {
        QApplication::clipboard()->setText(exportLineOf(recipe, m_document.spec,
                                                        QDir::fromNativeSeparators(m_file->text().trimmed()),
                                                        shownDatabase(parentWidget())));
        copy->setText(tr("Command copied"));
    });
}

QFormLayout* FigureExportDialog::makeForm() {
    const std::pair<FigureFormat, QString> formats[] = {{FigureFormat::Pdf, tr("PDF drawing")},
                                                        {FigureFormat::Svg, tr("SVG drawing")},
                                                        {FigureFormat::Png, tr("PNG picture")},
                                                        {FigureFormat::Pgf, tr("PGF/TikZ for LaTeX")},
                                                        {FigureFormat::Csv, tr("CSV table of the values")},
                                                        {FigureFormat::Json, tr("JSON with everything")},
                                                        {FigureFormat::Tex, tr("LaTeX table (booktabs)")},
                                                        {FigureFormat::Markdown, tr("Markdown table")}};
    for (const auto& [format, name] : formats) {
        m_format->addItem(name, static_cast<int>(format));
    }
    for (const figures::WidthPreset& preset : figures::widthPresets()) {
        m_width->addItem(tr("%1, %2 in").arg(QString::fromStdString(preset.forPeople)).arg(preset.widthIn),
                         QString::fromStdString(preset.name));
    }
    m_width->addItem(tr("other"), QString());
    m_inches->setRange(1, 20);
    m_inches->setDecimals(2);
    m_inches->setSingleStep(0.1);
    m_inches->setSuffix(tr(" in"));
    m_font->setRange(4, 24);
    m_font->setDecimals(1);
    m_font->setSingleStep(0.5);
    m_font->setSuffix(tr(" pt"));
    m_dpi->setRange(36, 2400);
    m_dpi->setSuffix(tr(" dpi"));
    m_anonymous->setToolTip(tr("Leaves out the ids of experiments, the names of runs and this program's"));
    m_file->setMinimumWidth(360);
    auto* browseButton = new QPushButton(tr("Browse..."));
    browseButton->setObjectName(QStringLiteral("exportBrowse"));
    browseButton->setAutoDefault(false);
    connect(browseButton, &QPushButton::clicked, this, &FigureExportDialog::browse);
    const auto row = [](std::initializer_list<QWidget*> widgets, QWidget* wide) {
        auto* line = new QHBoxLayout;
        line->setSpacing(tokens::kGap);
        for (QWidget* widget : widgets) {
            line->addWidget(widget, widget == wide ? 1 : 0);
        }
        return line;
    };
    auto* form = new QFormLayout;
    form->setSpacing(tokens::kGap);
    form->addRow(tr("Format"), row({m_format, m_dpi}, m_format));
    form->addRow(tr("Width"), row({m_width, m_inches, m_font}, m_width));
    form->addRow(tr("For"), row({m_grey, m_anonymous}, m_anonymous));
    form->addRow(tr("Size"), m_size);
    form->addRow(tr("File"), row({m_file, browseButton}, m_file));
    return form;
}

void FigureExportDialog::proposeStyle(bool reopened) {
    const QWidget* window = parentWidget();
    if (window && !reopened) {
        const std::string last = window->property(kStyle).toString().toStdString();
        try {
            m_document.spec.style = nlohmann::json::parse(last).get<figures::FigureStyle>();
        } catch (const nlohmann::json::exception&) {  // the first of this window
        }
    }
    if (window && window->property(kFormat).isValid()) {
        m_format->setCurrentIndex(std::max(0, m_format->findData(window->property(kFormat))));
    }
    showStyle();
}

void FigureExportDialog::showStyle() {
    const figures::FigureStyle& style = m_document.spec.style;
    m_filling = true;
    const int preset = m_width->findData(QString::fromStdString(style.preset));
    m_width->setCurrentIndex(preset < 0 ? m_width->count() - 1 : preset);
    m_inches->setValue(style.widthIn);
    m_font->setValue(style.fontPt);
    m_dpi->setValue(style.dpi);
    m_grey->setChecked(style.grey);
    m_anonymous->setChecked(style.anonymous);
    m_inches->setEnabled(m_width->currentData().toString().isEmpty());
    m_filling = false;
}

FigureFormat FigureExportDialog::format() const {
    return static_cast<FigureFormat>(m_format->currentData().toInt());
}

void FigureExportDialog::formatChosen() {
    const bool drawing = figures::isDrawing(format());
    m_dpi->setEnabled(format() == FigureFormat::Png);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_width, m_font, m_grey}) {
        widget->setEnabled(drawing);
    }
    m_inches->setEnabled(drawing && m_width->currentData().toString().isEmpty());
    const QFileInfo info(m_file->text());
    if (!info.completeBaseName().isEmpty()) {
        m_file->setText(
            nativePath(info.path(), info.completeBaseName() + QLatin1Char('.') + suffixOf(format())));
    }
    showSize();
}

void FigureExportDialog::widthChosen() {
    if (m_filling) {
        return;
    }
    const std::string preset = m_width->currentData().toString().toStdString();
    if (preset.empty()) {
        m_document.spec.style.preset.clear();
    } else {
        (void)figures::setWidth(m_document.spec.style, preset);  // of our own list
    }
    showStyle();
    styleChanged();
}

void FigureExportDialog::styleChanged() {
    if (m_filling) {
        return;
    }
    figures::FigureStyle& style = m_document.spec.style;
    style.preset = m_width->currentData().toString().toStdString();
    style.widthIn = style.preset.empty() ? m_inches->value() : style.widthIn;
    style.fontPt = m_font->value();
    style.dpi = m_dpi->value();
    style.grey = m_grey->isChecked();
    style.anonymous = m_anonymous->isChecked();
    say(m_picture->showFigure(m_document));
    showSize();
}

void FigureExportDialog::showSize() {
    const QSizeF inches = m_picture->sizeIn();
    QString text = tr("%1 x %2 inches").arg(inches.width(), 0, 'f', 2).arg(inches.height(), 0, 'f', 2);
    if (format() == FigureFormat::Png) {
        const QSize pixels = (inches * m_dpi->value()).toSize();
        text += tr(", %1 x %2 pixels").arg(pixels.width()).arg(pixels.height());
    }
    m_size->setText(!figures::isDrawing(format()) ? tr("as many rows as there are values")
                    : inches.isEmpty()            ? QString()
                                                  : text);
}

void FigureExportDialog::browse() {
    const QString picked = QFileDialog::getSaveFileName(this, windowTitle(), m_file->text(),
                                                        QStringLiteral("*.") + suffixOf(format()));
    if (!picked.isEmpty()) {
        m_file->setText(QDir::toNativeSeparators(picked));
        m_replaced = picked;  // the file dialog has asked
    }
}

void FigureExportDialog::say(const QString& sentence) {
    m_message->setText(sentence);
    m_message->setVisible(!sentence.isEmpty());
}

void FigureExportDialog::accept() {
    const QString file = QDir::fromNativeSeparators(m_file->text().trimmed());
    if (QFileInfo(file).fileName().isEmpty()) {
        say(tr("Name a file to write to."));
        return;
    }
    if (QFileInfo::exists(file) && m_replaced != file) {
        m_replaced = file;
        say(tr("%1 is there already: press Export again to replace it.").arg(QFileInfo(file).fileName()));
        return;
    }
    const auto written =
        figures::writeFigure(m_document, format(), QFileInfo(file).completeBaseName().toStdString());
    if (!written) {
        say(QString::fromStdString(written.error().message));
        return;
    }
    if (const Result<void> saved = figures::saveFigure(*written, file.toStdString()); !saved) {
        say(QString::fromStdString(saved.error().message));
        return;
    }
    if (QWidget* window = parentWidget()) {
        window->setProperty(kFolder, QFileInfo(file).absolutePath());
        window->setProperty(kStyle, QString::fromStdString(nlohmann::json(m_document.spec.style).dump()));
        window->setProperty(kFormat, static_cast<int>(format()));
    }
    QDialog::accept();
}

}  // namespace pivot
