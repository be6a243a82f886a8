// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QLabel>
#include <QString>
#include <string>
#include <string_view>

class QToolButton;

namespace pivot {

/// Small pieces that every view is made of.

[[nodiscard]] inline QString fromUtf8(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

enum class TextRole { Plain, Muted, Error };

/// A label with a role of the style sheet; `name` is its object name.
[[nodiscard]] QLabel* makeLabel(const QString& text, TextRole role = TextRole::Plain,
                                const QString& name = {});
/// The heading of a section: small, semibold, capitals.
[[nodiscard]] QLabel* makeSection(const QString& text);
/// A button without a frame, in the accent colour.
[[nodiscard]] QToolButton* makeQuietButton(const QString& text, const QString& name);
/// Gives a widget another role and has the style sheet look again.
void setRole(QWidget& widget, const char* property, const QVariant& value);

/// A label that shortens its text with an ellipsis instead of clipping it; the whole text is its tool tip
/// then.
class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(const QString& text = {}, QWidget* parent = nullptr);
    void setFullText(const QString& text);
    [[nodiscard]] const QString& fullText() const { return m_full; }
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void elide();
    QString m_full;
};

/// A surface with a hairline border and rounded corners.
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(QWidget* parent = nullptr);
};

}  // namespace pivot
