// SPDX-License-Identifier: Apache-2.0
#include "engine/state/page_pool.h"

#include <cstring>

namespace weir {

void CowPages::copy(size_t page) {
    std::byte* fresh = pool_->take();
    std::memcpy(fresh, pages_[page], pageBytes_);
    orphans_.push_back(pages_[page]);
    pages_[page] = fresh;
    shared_[page] = 0;
}

} // namespace weir
