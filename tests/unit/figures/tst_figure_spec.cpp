// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_spec.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace pivot;
using namespace pivot::figures;

/// What a figure can be asked for.
class TestFigureSpec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNameIsReadBack() {
        for (const FigureKind kind : figureKinds()) {
            QVERIFY(*parseFigureKind(toString(kind)) == kind);
        }
        for (const FigureFormat format :
             {FigureFormat::Pdf, FigureFormat::Svg, FigureFormat::Png, FigureFormat::Pgf, FigureFormat::Csv,
              FigureFormat::Json, FigureFormat::Tex, FigureFormat::Markdown}) {
            QVERIFY(*parseFigureFormat(toString(format)) == format);
        }
        const auto unknown = parseFigureKind("pie");
        QVERIFY(!unknown && unknown.error().code == ErrorCode::Usage);
        QVERIFY2(unknown.error().message.find("entropy-histogram") != std::string::npos,
                 unknown.error().message.c_str());
    }

    void widthsAreThoseOfThePublishers() {
        const auto inches = [](const char* name) {
            FigureStyle style;
            return setWidth(style, name) ? style.widthIn : -1.0;
        };
        QCOMPARE(inches("ieee1"), 3.5);
        QCOMPARE(inches("ieee2"), 7.16);
        QCOMPARE(inches("acm1"), 3.33);
        QCOMPARE(inches("acm2"), 7.0);
        QCOMPARE(inches("neurips"), 5.5);
        QCOMPARE(inches("4.25in"), 4.25);
        for (const char* wrong : {"", "in", "ieee3", "-2in", "nanin", "0.2in", "99in", "3.5", "4 inches"}) {
            FigureStyle style;
            const auto set = setWidth(style, wrong);
            QVERIFY2(!set && set.error().code == ErrorCode::Usage, wrong);
        }
    }

    void theJsonHoldsEverything() {
        FigureSpec spec;
        spec.kind = FigureKind::Gallery;
        spec.experiments = {"a", "b"};
        spec.query = "hardest 24 °µ×";
        spec.style = {"", 4.2, 9.5, 3.0, 600, true, true};
        QCOMPARE(nlohmann::json::parse(nlohmann::json(spec).dump()).get<FigureSpec>(), spec);
    }

    void whatIsNoSpecIsRefused() {
        for (const char* wrong :
             {"[]", "1", R"({"figure":"pie"})", R"({"experiments":[1]})", R"({"experiments":"a"})",
              R"({"style":{"dpi":0}})", R"({"style":{"dpi":1e30}})", R"({"style":{"width_in":1e9}})",
              R"({"style":{"font_pt":-1}})", R"({"style":{"grey":"yes"}})"}) {
            QVERIFY_EXCEPTION_THROWN((void)nlohmann::json::parse(wrong).get<FigureSpec>(),
                                     nlohmann::json::exception);
        }
    }
};

QTEST_GUILESS_MAIN(TestFigureSpec)
#include "tst_figure_spec.moc"
