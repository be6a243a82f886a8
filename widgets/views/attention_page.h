// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"
#include "widgets/models/attention_maps.h"
#include "widgets/views/attention_bar.h"
#include "widgets/views/attention_grid.h"

#include <QTimer>
#include <QWidget>
#include <array>
#include <optional>

class QLabel;
class QStackedWidget;

namespace pivot {

class AttentionColumn;
class EmptyState;
class MessageBar;
class ThemeSource;

/// What one image makes every head attend to: two efforts side by side and their difference, each with the
/// chosen map over the image above all of its maps. The cursor on a patch is the same in all three; a click
/// on a patch shows what that patch attends to, Escape or Home goes back to the class token. It shows values
/// that it is handed and says which image the person asked for.
class AttentionPage : public QWidget {
    Q_OBJECT
public:
    explicit AttentionPage(const ThemeSource& theme, QWidget* parent = nullptr);

    /// Indices, within the whole split, of the images that can be chosen.
    void setImages(qint64 first, qint64 last);
    /// An image was asked for. What is shown stays, with its own number, until maps come or a moment has
    /// passed; then it goes.
    void showWanted(qint64 sourceIndex);
    /// Maps of the image that was asked for last, with as many efforts as are there. More may follow.
    void showMaps(const AttentionMapsPtr& maps);
    /// The image that was asked for has to wait: the sentence says for what.
    void showPostponed(const QString& sentence);
    /// There are no maps of it, and why.
    void showProblem(const QString& sentence);
    /// Offers to take the place of the run that is shown by what is set up.
    void setSetupOffered(bool offered);
    [[nodiscard]] const AttentionMapsPtr& maps() const { return m_maps; }
    [[nodiscard]] AttentionQuery query() const { return m_query; }
    [[nodiscard]] MapPlace place() const { return m_place; }

Q_SIGNALS:
    void imageWanted(qint64 sourceIndex);
    void stepWanted(int images);  ///< so many further in the data set, or back
    void firstImageWanted();      ///< nothing was chosen yet
    void setupWanted();           ///< the same image, as it is set up
    void opened();                ///< the page has come into view

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QWidget* makeMaps(const ThemeSource& theme);
    void clearMaps(const QString& text);
    void showStatus(const QString& sentence);
    void setQuery(AttentionQuery query);
    void choose(MapPlace place);
    void applySettings();
    /// Takes over the maps, the query and the settings: what has changed of them is drawn anew.
    void render();
    /// Whether one of the efforts' grids had to be made anew.
    [[nodiscard]] bool updateGrids();
    void renderHeadings();
    void renderGrid(int column);
    void renderZooms();
    void moveCursor(int patch);
    void exportMaps();
    /// How the command line draws what is shown, where it is of a stored run.
    [[nodiscard]] figures::FigureRecipe recipe() const;
    [[nodiscard]] int columns() const;
    [[nodiscard]] int effortOf(int column) const;
    [[nodiscard]] MapRange rangeOf(int column, MapPlace place) const;
    [[nodiscard]] QString whyAbsent(int column, int block) const;
    [[nodiscard]] QString describe(int column, MapPlace place) const;

    static constexpr int kDifference = 2;  ///< column; 0 and 1 are efforts

    AttentionMapsPtr m_maps;
    AttentionQuery m_query;
    MapPlace m_place;
    bool m_placeChosen = false;  ///< by a person: another image keeps it
    qint64 m_wanted = -1;
    QTimer m_patience;
    std::array<std::optional<MapGrid>, 3> m_grids;  ///< of the columns; absent while still computed
    /// What the first two grids were made of.
    struct Source {
        EffortAttentionPtr effort;
        AttentionQuery query;
        HeadFusion fusion = HeadFusion::Mean;
        bool operator==(const Source&) const = default;
    };
    std::array<Source, 2> m_sources;
    AttentionSettings m_drawn;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    MessageBar* m_message;
    AttentionBar* m_bar;
    QLabel* m_status;
    std::array<AttentionColumn*, 3> m_columns;
};

}  // namespace pivot
