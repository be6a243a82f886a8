// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers.h"

#include <algorithm>

namespace pivot::architecture {

const std::vector<Layer>& layers() {
    static const std::vector<Layer> all{
        {"core", {}},
        {"data", {"core"}},
        {"vit", {"core"}},
        {"energy", {"core"}},
        {"cost", {"core", "vit"}},
        {"pivot", {"core"}},
        {"devices", {"core", "vit", "cost"}},
        {"run", {"core", "data", "vit", "devices", "energy", "pivot"}},
        {"db", {"core"}},
        {"train", {"core", "data", "vit"}},
        {"export", {"core", "vit"}},
        {"figures", {"core", "pivot"}},
        {"widgets", {"core", "cost", "pivot", "data", "figures"}},
        {"app",
         {"core", "data", "vit", "energy", "cost", "pivot", "devices", "run", "db", "train", "export",
          "figures", "widgets"}},
    };
    return all;
}

QString layerOfPath(const QString& path) {
    const QStringList parts = path.split('/', Qt::SkipEmptyParts);
    if (parts.isEmpty())
        return {};
    if (parts[0] == u"backends")
        return parts.size() > 1 ? parts[1] : QString();
    if (parts.size() > 1 && parts[0] == u"widgets" && parts[1] == u"figures")
        return parts[1];  // drawn by the command line too: no widget
    return parts[0] == u"app" || parts[0] == u"widgets" || parts[0] == u"db" ? parts[0] : QString();
}

bool mayUse(const QString& from, const QString& to) {
    if (from == to)
        return true;
    const auto layer =
        std::find_if(layers().begin(), layers().end(), [&](const Layer& l) { return l.name == from; });
    return layer != layers().end() && layer->mayUse.contains(to);
}

const std::vector<ExternalRule>& externalRules() {
    static const std::vector<ExternalRule> all{
        {"LibTorch",
         QRegularExpression("^(torch|ATen|c10|caffe2)/"),
         QRegularExpression("torch|c10|caffe2", QRegularExpression::CaseInsensitiveOption),
         {"backends/devices/torch", "backends/train"}},
        {"oneDNN",
         QRegularExpression("^(oneapi/dnnl|dnnl)"),
         QRegularExpression("dnnl", QRegularExpression::CaseInsensitiveOption),
         {"backends/devices/onednn"}},
        {"XRT",
         QRegularExpression("^(xrt|experimental)/|^xrt\\.h$"),
         QRegularExpression("xrt", QRegularExpression::CaseInsensitiveOption),
         {"backends/devices/xrt", "backends/energy"}},
        {"ONNX",
         QRegularExpression("^(onnx|google/protobuf)/"),
         QRegularExpression("onnx|protobuf", QRegularExpression::CaseInsensitiveOption),
         {"backends/export"}},
        {"SQLite",
         QRegularExpression("^SQLiteCpp/|^sqlite3"),
         QRegularExpression("sqlite", QRegularExpression::CaseInsensitiveOption),
         {"db"}},
        {"Qt SQL", QRegularExpression("^(QtSql/|QSql)"), QRegularExpression("^Qt6?::Sql$"), {}},
        {"Qt",
         QRegularExpression("^Q(t[A-Z][A-Za-z]*/|[A-Z])"),
         QRegularExpression("^Qt6?::"),
         {"!backends/core"}},
        {"Qt Widgets and Charts",
         QRegularExpression(
             "^(QtWidgets|QtCharts)/|^Q(Widget|Application|MainWindow|Dialog|Chart|ChartView)$"),
         QRegularExpression("^Qt6?::(Widgets|Charts|SvgWidgets|OpenGLWidgets)$"),
         {"widgets", "app/gui"}},
        {"Qt Widgets and Charts, in figures of the command line",
         QRegularExpression("^(QtWidgets|QtCharts)/|^Q(Widget|Application|Dialog|Label|Chart|ChartView)$"),
         QRegularExpression("^Qt6?::(Widgets|Charts|SvgWidgets|OpenGLWidgets)$"),
         {"!widgets/figures"}},
        {"QSettings", QRegularExpression("^(QtCore/)?QSettings$"), QRegularExpression("^$"), {"app/gui"}},
        {"CLI11", QRegularExpression("^CLI/"), QRegularExpression("CLI11"), {"app/cli"}},
    };
    return all;
}

bool allows(const ExternalRule& rule, const QString& path) {
    const auto inside = [&](const QString& folder) {
        return path == folder || path.startsWith(folder + '/');
    };
    if (rule.allowedFolders.size() == 1 && rule.allowedFolders[0].startsWith('!'))
        return !inside(rule.allowedFolders[0].mid(1));
    return std::any_of(rule.allowedFolders.begin(), rule.allowedFolders.end(), inside);
}

}  // namespace pivot::architecture
