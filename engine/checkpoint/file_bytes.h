// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace weir {

/// The bytes of a file, in memory or in the system's cache. What is copied out of it holds as long as it does.
class FileBytes {
public:
    explicit FileBytes(std::string bytes) : owner_(std::make_shared<const std::string>(std::move(bytes))) { text_ = *static_cast<const std::string*>(owner_.get()); }
    FileBytes(std::shared_ptr<const void> mapped, size_t size) : owner_(std::move(mapped)), text_(static_cast<const char*>(owner_.get()), size) {}
    std::string_view text() const { return text_; }

private:
    std::shared_ptr<const void> owner_;
    std::string_view text_;
};

} // namespace weir
