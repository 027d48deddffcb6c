// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/nexmark/nexmark_columns.h"

#include "engine/types/datetime.h"
#include "engine/types/string_ref.h"

#include <cstring>

namespace weir {

namespace {

constexpr TypeKind Long = TypeKind::BigInt, Text = TypeKind::Varchar, Time = TypeKind::Timestamp;
constexpr NexmarkField personFields[] = {{"id", Long}, {"name", Text}, {"emailAddress", Text}, {"creditCard", Text},
                                         {"city", Text}, {"state", Text}, {"dateTime", Time}, {"extra", Text}};
constexpr NexmarkField auctionFields[] = {{"id", Long}, {"itemName", Text}, {"description", Text}, {"initialBid", Long}, {"reserve", Long},
                                          {"dateTime", Time}, {"expires", Time}, {"seller", Long}, {"category", Long}, {"extra", Text}};
constexpr NexmarkField bidFields[] = {{"auction", Long}, {"bidder", Long}, {"price", Long}, {"channel", Text}, {"url", Text}, {"dateTime", Time}, {"extra", Text}};

/// Milliseconds into the physical form of the type.
ColumnRef timestamps(Vector millis, const DataType& type) {
    int rows = millis.rows();
    if (type.precision() <= 3) return std::make_shared<Vector>(std::move(millis));
    const int64_t* from = millis.data<int64_t>();
    if (type.precision() <= 6) {
        int64_t* to = millis.mutableData<int64_t>();
        for (int i = 0; i < rows; ++i) to[i] *= 1000;
        return std::make_shared<Vector>(std::move(millis));
    }
    Vector wide = Vector::flat(PhysicalKind::Int128, rows);
    for (int i = 0; i < rows; ++i) wide.mutableData<Int128>()[i] = timestampFromMillis(from[i], type.precision());
    return std::make_shared<Vector>(std::move(wide));
}

template <class T> void scatter(const Vector& from, Vector& to, const std::vector<int32_t>& positions) {
    T* out = to.mutableData<T>();
    if (from.encoding() == Encoding::Dictionary) {
        const T* values = from.base()->data<T>();
        const int32_t* codes = from.codes();
        for (size_t i = 0; i < positions.size(); ++i) out[positions[i]] = values[codes[i]];
        return;
    }
    const T* values = from.data<T>();
    for (size_t i = 0; i < positions.size(); ++i) out[positions[i]] = values[i];
}

} // namespace

std::span<const NexmarkField> nexmarkFields(NexmarkKind kind) {
    switch (kind) {
    case NexmarkKind::Person: return personFields;
    case NexmarkKind::Auction: return auctionFields;
    default: return bidFields;
    }
}

NexmarkColumns::TextTable::TextTable(const std::vector<std::string_view>& texts) {
    size_t bytes = 0;
    for (std::string_view text : texts) bytes += text.size();
    heap = BufferRef(bytes);
    Vector column = Vector::flat(PhysicalKind::Bytes, static_cast<int>(texts.size()));
    char* to = heap.as<char>();
    for (size_t i = 0; i < texts.size(); ++i) {
        std::memcpy(to, texts[i].data(), texts[i].size());
        column.mutableData<StringRef>()[i] = StringRef(std::string_view(to, texts[i].size()));
        to += texts[i].size();
    }
    column.addHeap(heap);
    values = std::make_shared<Vector>(std::move(column));
}

NexmarkColumns::NexmarkColumns(const NexmarkModel& model)
    : model_(model), channels_(model.channels()), urls_(model.urls()), names_(model.names()), cities_(NexmarkModel::cities()), states_(NexmarkModel::states()) {}

ColumnRef NexmarkColumns::coded(const TextTable& table, int64_t first, int count, void (NexmarkModel::*fill)(int64_t, int, uint16_t*) const) {
    codes_.resize(static_cast<size_t>(count));
    (model_.*fill)(first, count, codes_.data());
    BufferRef codes(static_cast<size_t>(count) * sizeof(int32_t));
    for (int i = 0; i < count; ++i) codes.as<int32_t>()[i] = codes_[static_cast<size_t>(i)];
    return std::make_shared<Vector>(Vector::dictionary(table.values, std::move(codes), count));
}

/// views_ as a column with the bytes in its own heap.
ColumnRef NexmarkColumns::copied(int count) {
    size_t bytes = 0;
    for (int i = 0; i < count; ++i) bytes += views_[static_cast<size_t>(i)].size();
    BufferRef heap(bytes);
    char* to = heap.as<char>();
    Vector column = Vector::flat(PhysicalKind::Bytes, count);
    StringRef* out = column.mutableData<StringRef>();
    for (int i = 0; i < count; ++i) {
        std::string_view text = views_[static_cast<size_t>(i)];
        std::memcpy(to, text.data(), text.size());
        out[i] = StringRef(std::string_view(to, text.size()));
        to += text.size();
    }
    column.addHeap(std::move(heap));
    return std::make_shared<Vector>(std::move(column));
}

ColumnRef NexmarkColumns::texts(int64_t first, int count, void (NexmarkModel::*fill)(int64_t, int, std::string_view*) const) {
    views_.resize(static_cast<size_t>(count));
    (model_.*fill)(first, count, views_.data());
    return copied(count);
}

ColumnRef NexmarkColumns::made(int64_t first, int count, int bytes, void (NexmarkModel::*fill)(int64_t, int, char*, std::string_view*) const) {
    views_.resize(static_cast<size_t>(count));
    chars_.resize(static_cast<size_t>(count) * static_cast<size_t>(bytes));
    (model_.*fill)(first, count, chars_.data(), views_.data());
    return copied(count);
}

ColumnRef NexmarkColumns::column(NexmarkKind kind, int field, const DataType& type, int64_t first, int count) {
    auto longs = [&](void (NexmarkModel::*fill)(int64_t, int, int64_t*) const) {
        Vector out = Vector::flat(PhysicalKind::Int64, count);
        (model_.*fill)(first, count, out.mutableData<int64_t>());
        return out;
    };
    auto whole = [&](void (NexmarkModel::*fill)(int64_t, int, int64_t*) const) { return std::make_shared<Vector>(longs(fill)); };
    auto time = [&] {
        Vector out = Vector::flat(PhysicalKind::Int64, count);
        model_.fillTime(kind, first, count, out.mutableData<int64_t>());
        return timestamps(std::move(out), type);
    };
    switch (kind) {
    case NexmarkKind::Person:
        switch (field) {
        case 0: return whole(&NexmarkModel::fillPersonId);
        case 1: return coded(names_, first, count, &NexmarkModel::fillPersonNameCode);
        case 2: return made(first, count, NexmarkModel::EmailBytes, &NexmarkModel::fillPersonEmail);
        case 3: return made(first, count, NexmarkModel::CreditCardBytes, &NexmarkModel::fillPersonCreditCard);
        case 4: return coded(cities_, first, count, &NexmarkModel::fillPersonCityCode);
        case 5: return coded(states_, first, count, &NexmarkModel::fillPersonStateCode);
        case 6: return time();
        default: return texts(first, count, &NexmarkModel::fillPersonExtra);
        }
    case NexmarkKind::Auction:
        switch (field) {
        case 0: return whole(&NexmarkModel::fillAuctionId);
        case 1: return texts(first, count, &NexmarkModel::fillAuctionItemName);
        case 2: return texts(first, count, &NexmarkModel::fillAuctionDescription);
        case 3: return whole(&NexmarkModel::fillAuctionInitialBid);
        case 4: return whole(&NexmarkModel::fillAuctionReserve);
        case 5: return time();
        case 6: return timestamps(longs(&NexmarkModel::fillAuctionExpires), type);
        case 7: return whole(&NexmarkModel::fillAuctionSeller);
        case 8: return whole(&NexmarkModel::fillAuctionCategory);
        default: return texts(first, count, &NexmarkModel::fillAuctionExtra);
        }
    default:
        switch (field) {
        case 0: return whole(&NexmarkModel::fillBidAuction);
        case 1: return whole(&NexmarkModel::fillBidBidder);
        case 2: return whole(&NexmarkModel::fillBidPrice);
        case 3: return coded(channels_, first, count, &NexmarkModel::fillBidChannelCode);
        case 4: return coded(urls_, first, count, &NexmarkModel::fillBidChannelCode);
        case 5: return time();
        default: return texts(first, count, &NexmarkModel::fillBidExtra);
        }
    }
}

ColumnRef NexmarkColumns::row(NexmarkKind kind, std::span<const int> fields, std::span<const int> wanted, const DataType& type, int64_t first, int count) {
    int64_t from = model_.before(kind, first);
    int present = static_cast<int>(model_.before(kind, first + count) - from);
    positions_.resize(static_cast<size_t>(present));
    size_t found = 0;
    if (present > 0) {
        // The kinds of the events are cheaper to get at once than the number of each ordinal.
        std::vector<int32_t> kinds(static_cast<size_t>(count));
        model_.fillKind(first, count, kinds.data());
        for (int i = 0; i < count; ++i)
            if (kinds[static_cast<size_t>(i)] == static_cast<int32_t>(kind)) positions_[found++] = i;
    }
    std::vector<ColumnRef> children(fields.size());
    auto isWanted = [&](int field) {
        if (wanted.empty()) return true;
        for (int each : wanted)
            if (each == field) return true;
        return false;
    };
    for (size_t i = 0; i < fields.size(); ++i) {
        const DataType& part = type.fields()[i].type;
        if (!isWanted(static_cast<int>(i)) || present == 0) {
            children[i] = std::make_shared<Vector>(Vector::nulls(part, count));
            continue;
        }
        ColumnRef compact = column(kind, fields[i], part, from, present);
        if (present == count) {
            children[i] = std::move(compact);
            continue;
        }
        Vector spread = Vector::flat(part.physical(), count);
        std::memset(spread.mutableData<char>(), 0, static_cast<size_t>(count) * static_cast<size_t>(physicalBytes(part.physical())));
        switch (part.physical()) {
        case PhysicalKind::Int64: scatter<int64_t>(*compact, spread, positions_); break;
        case PhysicalKind::Int128: scatter<Int128>(*compact, spread, positions_); break;
        default: scatter<StringRef>(*compact, spread, positions_); break;
        }
        spread.shareHeaps(compact->encoding() == Encoding::Dictionary ? *compact->base() : *compact);
        children[i] = std::make_shared<Vector>(std::move(spread));
    }
    Vector out = Vector::flat(PhysicalKind::Row, count);
    if (present < count) {
        uint8_t* valid = out.ensureValidity();
        std::memset(valid, 0, static_cast<size_t>(count + 7) / 8);
        for (int32_t position : positions_) valid[position >> 3] |= static_cast<uint8_t>(1u << (position & 7));
    }
    out.setChildren(std::move(children));
    return std::make_shared<Vector>(std::move(out));
}

} // namespace weir
