// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_export_dialog.h"

#include "widgets/charts/plot_card.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
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
#include <cmath>

namespace pivot {
namespace {

constexpr int kDpi = 300;
constexpr auto kFolder = "exportFolder";  // the last one, a property of the window

QString fileNameOf(const QString& title) {
    static const QRegularExpression other(QStringLiteral("[^a-z0-9]+"));
    QString name = title.toLower().replace(other, QStringLiteral("-"));
    return name.isEmpty() ? QStringLiteral("plot") : name;
}

QString nativePath(const QString& folder, const QString& name) {
    return QDir::toNativeSeparators(QDir(folder).filePath(name));
}

}  // namespace

PlotExportDialog::PlotExportDialog(PlotCard& card, QWidget* parent)
    : QDialog(parent),
      m_card(card),
      m_file(new QLineEdit),
      m_format(new QComboBox),
      m_dpi(new QSpinBox),
      m_size(makeLabel({}, TextRole::Muted, QStringLiteral("exportSize"))),
      m_message(makeLabel({}, TextRole::Error, QStringLiteral("exportMessage"))) {
    setObjectName(QStringLiteral("plotExport"));
    setWindowTitle(tr("Export: %1").arg(card.title()));
    m_format->setObjectName(QStringLiteral("exportFormat"));
    m_format->setAccessibleName(tr("Format"));
    m_format->addItem(tr("PNG picture"), static_cast<int>(PlotFormat::Png));
    m_format->addItem(tr("SVG drawing"), static_cast<int>(PlotFormat::Svg));
    m_format->addItem(tr("PDF drawing"), static_cast<int>(PlotFormat::Pdf));
    m_format->addItem(tr("CSV table of the values"), static_cast<int>(PlotFormat::Csv));
    m_dpi->setObjectName(QStringLiteral("exportDpi"));
    m_dpi->setAccessibleName(tr("Resolution"));
    m_dpi->setRange(72, 1200);
    m_dpi->setValue(kDpi);
    m_dpi->setSuffix(tr(" dpi"));
    m_file->setObjectName(QStringLiteral("exportFile"));
    m_file->setAccessibleName(tr("File"));
    m_file->setMinimumWidth(360);
    const QString last = parent ? parent->property(kFolder).toString() : QString();
    m_file->setText(nativePath(
        last.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) : last,
        fileNameOf(card.title()) + QStringLiteral(".png")));
    auto* browse = new QPushButton(tr("Browse..."));
    browse->setObjectName(QStringLiteral("exportBrowse"));
    browse->setAutoDefault(false);
    m_message->setWordWrap(true);
    m_message->hide();

    auto* place = new QHBoxLayout;
    place->setSpacing(tokens::kGap);
    place->addWidget(m_file, 1);
    place->addWidget(browse);
    auto* resolution = new QHBoxLayout;
    resolution->setSpacing(tokens::kGap);
    resolution->addWidget(m_dpi);
    resolution->addWidget(m_size, 1);
    auto* form = new QFormLayout;
    form->setSpacing(tokens::kGap);
    form->addRow(tr("Format"), m_format);
    form->addRow(tr("Resolution"), resolution);
    form->addRow(tr("File"), place);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    auto* write = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    write->setObjectName(QStringLiteral("exportWrite"));
    write->setProperty("role", "primary");
    write->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kMargin);
    layout->setSpacing(tokens::kGroup);
    layout->addLayout(form);
    layout->addWidget(m_message);
    layout->addWidget(buttons);

    connect(m_format, &QComboBox::currentIndexChanged, this, &PlotExportDialog::formatChosen);
    connect(m_dpi, &QSpinBox::valueChanged, this, &PlotExportDialog::formatChosen);
    connect(browse, &QPushButton::clicked, this, &PlotExportDialog::browse);
    connect(buttons, &QDialogButtonBox::accepted, this, &PlotExportDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    formatChosen();
}

PlotFormat PlotExportDialog::format() const {
    return static_cast<PlotFormat>(m_format->currentData().toInt());
}

void PlotExportDialog::formatChosen() {
    const bool pixels = format() == PlotFormat::Png;
    m_dpi->setEnabled(pixels);
    const QSizeF inches = QSizeF(m_card.pictureSize()) / m_card.logicalDpiX();
    const QSize size = (inches * m_dpi->value()).toSize();
    m_size->setText(
        pixels ? tr("%1 x %2 pixels").arg(size.width()).arg(size.height())
        : format() == PlotFormat::Csv
            ? QString()
            : tr("%1 x %2 inches").arg(inches.width(), 0, 'f', 2).arg(inches.height(), 0, 'f', 2));
    const QFileInfo info(m_file->text());
    if (!info.completeBaseName().isEmpty()) {
        m_file->setText(
            nativePath(info.path(), info.completeBaseName() + QLatin1Char('.') + suffixOf(format())));
    }
}

void PlotExportDialog::browse() {
    const QString picked = QFileDialog::getSaveFileName(this, windowTitle(), m_file->text(),
                                                        QStringLiteral("*.") + suffixOf(format()));
    if (!picked.isEmpty()) {
        m_file->setText(QDir::toNativeSeparators(picked));
        m_replaced = picked;  // the file dialog has asked
    }
}

void PlotExportDialog::say(const QString& sentence) {
    m_message->setText(sentence);
    m_message->setVisible(!sentence.isEmpty());
}

void PlotExportDialog::accept() {
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
    const Result<void> written = exportPlot(m_card, file, format(), m_dpi->value());
    if (!written) {
        say(QString::fromStdString(written.error().message));
        return;
    }
    if (parentWidget()) {
        parentWidget()->setProperty(kFolder, QFileInfo(file).absolutePath());
    }
    QDialog::accept();
}

}  // namespace pivot
