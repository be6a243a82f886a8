// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/attention_service.h"

#include <QObject>
#include <functional>
#include <optional>

namespace pivot {

class AttentionPage;
class MainFrame;
class SetupPanel;

/// Connects the Attention page to what computes: which image of which run or set-up is shown, the way from
/// image to image, and the maps when they come.
class AttentionController : public QObject {
    Q_OBJECT
public:
    /// A data set that is open already; null where it is not.
    using FindData = std::function<DataSetPtr(const QString& spec)>;
    /// `runs` and `frame` outlive this.
    AttentionController(RunController& runs, MainFrame& frame, FindData findData, QObject* parent = nullptr);

    /// Shows an image of a run on the page, and the page.
    void show(const AttentionRequest& request);

private:
    void ask(AttentionRequest request, bool asSetUp);
    void askFirst();
    void askNearest(qint64 sourceIndex);
    void step(int images);
    void showAsSetUp();
    /// The page came into view: where it shows what is set up, it follows what has been changed there.
    void follow();
    void showReady(const ShownAttention& shown);
    void offerSetup();
    [[nodiscard]] std::optional<AttentionRequest> setUpRequest() const;
    [[nodiscard]] SetupPanel& setup() const;

    MainFrame& m_frame;
    AttentionPage& m_page;
    FindData m_findData;
    AttentionService m_service;
    std::optional<AttentionRequest> m_current;  ///< the last that was asked for
    bool m_asSetUp = true;                      ///< it is of the set-up, not of a run
};

}  // namespace pivot
