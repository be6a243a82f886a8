// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace pivot {

/// What kind of failure it is. Code decides by this, people read the sentence.
enum class ErrorCode {
    Usage,          ///< the arguments contradict each other or name something that cannot be
    NotFound,       ///< a file, device or experiment that is not there
    BadFile,        ///< a file that is there and cannot be what it says it is
    ShapeMismatch,  ///< a checkpoint that does not fit the model
    Ambiguous,      ///< something that must be said and was not (GELU or ReLU, mean/std, heads)
    Unsupported,    ///< understood, and not done by this build or device
    Unavailable,    ///< a device or plug-in that could exist and does not here
    Io,             ///< reading or writing failed: permission, full disk, network
    Database,       ///< not a database of ours, newer than this program, locked, damaged
    Cancelled,      ///< stopped because somebody asked for it
    Internal        ///< a bug of ours
};

/// A failure that a person can act on: `message` is one sentence that names the thing and says what to do.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    bool operator==(const Error&) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::BadFile, "...");` from any function that returns a Result.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

}  // namespace pivot
