// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace pivot {

/// What most runs leave alone, folded away: other calibration images, a label map, what a checkpoint does not
/// say of itself (its config, its activation), and whether the layers are timed.
class MoreSection : public QWidget {
    Q_OBJECT
public:
    explicit MoreSection(QWidget* parent = nullptr);

    [[nodiscard]] QString calibration() const;
    [[nodiscard]] QString labelMap() const;
    [[nodiscard]] QString modelConfig() const;
    [[nodiscard]] bool layers() const;  ///< to be timed
    void setLayers(bool timed);
    [[nodiscard]] QString act() const;  ///< gelu, relu, or empty for what the config says
    /// What the calibration is without a word here: the data set's own split, empty where it has none.
    void setOwnCalibration(const QString& spec);
    /// Other calibration images and a label map; empty: none.
    void setImages(const QString& calibration, const QString& labelMap);
    /// What the chosen model was opened with.
    void setModelOptions(const QString& config, const QString& act);
    /// Takes over what was typed; true where the model is to be read again for it.
    bool commitPending();
    void expand();

Q_SIGNALS:
    void changed();              ///< calibration or label map
    void modelOptionsChanged();  ///< the model is to be read again with these

private:
    QLineEdit* addField(QVBoxLayout& layout, const QString& label, const char* name, const QString& toolTip,
                        bool isFile);

    QToolButton* m_toggle;
    QWidget* m_fields;
    QLineEdit* m_calibration;
    QLineEdit* m_labelMap;
    QLineEdit* m_modelConfig;
    QComboBox* m_act;
    QCheckBox* m_layers;
    QString m_usedConfig;
};

}  // namespace pivot
