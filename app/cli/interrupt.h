// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <stop_token>

namespace pivot::cli {

/// From now on SIGINT and SIGTERM end the process at once with exit code 130, after removing what
/// RemovedOnInterrupt names; after stopGracefully() only the second one does.
void installInterruptHandler();

/// There is work now that is worth keeping: the first signal asks for a stop, the second ends the process at
/// once. Any thread, as often as it is convenient.
void stopGracefully();
/// Set by the first signal after stopGracefully().
[[nodiscard]] std::stop_token interruptToken();

/// The name under which this process writes `file` before it is renamed: the convention of
/// writeFileAtomically(), whose leftovers are found by it too.
[[nodiscard]] std::filesystem::path temporaryBeside(const std::filesystem::path& file);

/// While it lives, a signal that ends the process also removes the temporaries beside `file`.
class RemovedOnInterrupt {
public:
    explicit RemovedOnInterrupt(std::filesystem::path file);
    ~RemovedOnInterrupt();
    RemovedOnInterrupt(const RemovedOnInterrupt&) = delete;
    RemovedOnInterrupt& operator=(const RemovedOnInterrupt&) = delete;

private:
    std::filesystem::path m_file;
};

}  // namespace pivot::cli
