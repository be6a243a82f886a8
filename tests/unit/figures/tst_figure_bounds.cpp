// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_figures.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/figures/rule_labels.h"

#include <QTest>
#include <limits>

using namespace pivot;
using namespace pivot::figures;

/// Figures of strangers, and of people with long names: what is drawn stays on the page, what cannot be drawn
/// is said, and neither takes long.
class TestFigureBounds : public QObject {
    Q_OBJECT

    static FigureDocument panels(const Panel& panel) {
        FigureDocument document;
        document.data.panels = {panel};
        return document;
    }
    static QByteArray message(const auto& result) {
        return result ? QByteArray() : QByteArray::fromStdString(result.error().message);
    }
    /// Every text of a scene lies between the sides of the page.
    static bool isInside(const Scene& scene) {
        for (const auto& item : scene.items) {
            if (const auto* text = std::get_if<SceneText>(&item)) {
                const QRectF box = textOutline(*text).boundingRect();
                if (box.left() < -0.5 || box.right() > scene.sizePt.width() + 0.5) {
                    qWarning("%s of %g pt (%g wide): %g to %g of %g", qPrintable(text->text), text->sizePt,
                             textWidth(text->text, text->sizePt), box.left(), box.right(),
                             scene.sizePt.width());
                    return false;
                }
            }
        }
        return true;
    }

private Q_SLOTS:
    void longNamesStayOnThePage() {
        const std::string name(300, 'W');
        Panel panel;
        panel.x = {name, std::nullopt, std::nullopt, {name, name, name, name}, false};
        panel.y = {name, std::nullopt, std::nullopt, {}, false};
        panel.series.push_back({name, {Role::Run, 0, 1}, Mark::Bars, {0, 1, 2, 3}, {1, 2, 3, 4}});
        panel.rules.push_back({false, 2.0, name, {Role::Baseline}});
        Panel lying = panel;
        std::swap(lying.x, lying.y);
        lying.rules.front().vertical = true;
        HeatMap map{name, name, name, {name, name}, {name, name}, {0, 1, 1, 0}, {}, 0, 1};
        for (const char* width : {"1.5in", "ieee1", "20in"}) {
            FigureDocument document = panels(panel);
            QVERIFY(setWidth(document.spec.style, width));
            QVERIFY(isInside(*sceneOf(document)));
            document.data.panels = {lying};
            QVERIFY(isInside(*sceneOf(document)));
            document.data.panels.clear();
            document.data.heatMap = map;
            QVERIFY(isInside(*sceneOf(document)));
        }
    }

    void labelsOfRulesDoNotMeet() {
        Panel panel;
        panel.x = {"x", 0.0, 1.0};
        panel.y = {"y", 0.0, 1.0};
        panel.series.push_back({"", {}, Mark::Line, {0, 0.5, 1}, {0.9, 0.9, 0.1}});
        panel.rules = {{false, 0.95, "full path 90.67 %"},
                       {true, 0.6, "chosen 0.4724"},
                       {true, 0.62, "another 0.5"},
                       {false, 0.9, "a third"}};
        const PanelLayout layout = layoutPanels(panels(panel));
        const auto labels = placeRuleLabels(panel, layout.frames.front(), 7);
        QCOMPARE(labels.size(), panel.rules.size());
        for (std::size_t a = 0; a < labels.size(); ++a) {
            QVERIFY(layout.frames.front().plot.adjusted(-1, -1, 1, 1).contains(labels[a].ground));
            for (std::size_t b = 0; b < a; ++b) {
                QVERIFY(!labels[a].ground.intersects(labels[b].ground));
            }
        }
    }

    void whatHasNoRoomIsSaid() {
        FigureDocument document;
        document.data = samples::attention();
        document.spec.style.widthIn = 1;
        document.spec.style.fontPt = 24;
        QVERIFY2(message(sceneOf(document)).contains("--width"), message(sceneOf(document)).constData());
        document.spec.style = {};
        document.data.grid->columns = 1;
        document.data.grid->width = 1;
        document.data.grid->height = 4096;
        document.data.grid->pixels.assign(12 * 4096, 0);
        QVERIFY(message(sceneOf(document)).contains("200 inches high"));
        document.data.grid.reset();
        HeatMap map;
        map.rows.resize(10'000);
        map.columns.resize(1);
        map.values.resize(10'000);
        map.counts.resize(10'000, 1);
        document.data.heatMap = map;
        QVERIFY(message(sceneOf(document)).contains("200 inches high"));
        document.data.heatMap.reset();
        Table table;
        table.columns.resize(200);
        table.rows.assign(9000, std::vector<Cell>(200, std::string("text")));
        document.data.table = table;
        QVERIFY(message(sceneOf(document)).contains("200 inches high"));
    }

    void axesWithoutWidthAreDrawn() {
        for (const double low : {0.0, 1e99, -1e99, 1e-99, -1e-300}) {
            for (const double high : {0.0, 1e99, -1e99, 1e-99, 1e-300}) {
                for (const bool logarithmic : {false, true}) {
                    Panel panel;
                    panel.x = {"x", low, high, {}, logarithmic};
                    panel.y = {"y", std::nullopt, std::nullopt, {}, logarithmic};
                    panel.series.push_back(
                        {"", {}, Mark::LinePoints, {low, high, 1e100, -1e100}, {high, low, -1e100, 1e-100}});
                    const auto scene = sceneOf(panels(panel));
                    QVERIFY(scene && !scene->items.empty());
                    for (const auto& item : scene->items) {
                        const auto* path = std::get_if<ScenePath>(&item);
                        const QRectF box = path ? path->path.boundingRect() : QRectF();
                        QVERIFY(std::abs(box.left()) < 1e4 && std::abs(box.bottom()) < 1e4);
                    }
                }
            }
        }
    }

    void textsThatGrowInMemoryAreRefused() {
        std::string lists = R"({"schema_version":1,"data":[)";
        for (int i = 0; i < 2'000'000; ++i) {
            lists += "[],";
        }
        QVERIFY(message(readDocument(lists + "1]}")).contains("more values than any figure"));
        std::string numbers = R"({"schema_version":1,"data":[)";
        for (int i = 0; i < 9'000'000; ++i) {
            numbers += "1,";
        }
        QVERIFY(message(readDocument(numbers + "1]}")).contains("more values than any figure"));
    }

    void numbersThatNoAxisHoldsAreRefused() {
        for (const char* number : {"1e101", "-1e308", "1e999"}) {
            for (const char* key : {R"("x":[@],"y":[1])", R"("width":@)"}) {
                QByteArray text =
                    R"({"schema_version":1,"data":{"panels":[{"series":[{)" + QByteArray(key) + "}]}]}}";
                text.replace("@", number);
                QVERIFY2(!readDocument(text.toStdString()), text.constData());
            }
        }
    }
};

QTEST_MAIN(TestFigureBounds)
#include "tst_figure_bounds.moc"
