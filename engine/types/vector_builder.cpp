// SPDX-License-Identifier: Apache-2.0
#include "engine/types/vector_builder.h"

#include <algorithm>
#include <cstring>

namespace weir {

namespace {
bool isList(PhysicalKind kind) { return kind == PhysicalKind::Array || kind == PhysicalKind::Map; }
} // namespace

VectorBuilder::VectorBuilder(const DataType& type, int expectedRows)
    : type_(type), kind_(type.physical()), width_(physicalBytes(kind_)), expectedRows_(std::max(expectedRows, 1)) {
    for (const DataType& part : type.children()) children_.emplace_back(part, expectedRows_);
}

VectorBuilder::~VectorBuilder() = default;
VectorBuilder::VectorBuilder(VectorBuilder&&) noexcept = default;
VectorBuilder& VectorBuilder::operator=(VectorBuilder&&) noexcept = default;

void VectorBuilder::grow() {
    int next = capacity_ ? capacity_ * 2 : expectedRows_;
    if (width_) {
        size_t extra = isList(kind_) ? 1 : 0;
        BufferRef bigger((static_cast<size_t>(next) + extra) * static_cast<size_t>(width_));
        if (capacity_) std::memcpy(bigger.as<char>(), values_.as<char>(), (static_cast<size_t>(rows_) + extra) * static_cast<size_t>(width_));
        else if (extra) bigger.as<int32_t>()[0] = 0;
        values_ = std::move(bigger);
    }
    capacity_ = next;
    if (!nulls_.empty()) nulls_.resize(static_cast<size_t>(capacity_ + 7) / 8, 0xff);
}

void VectorBuilder::appendNull() {
    if (rows_ == capacity_) grow();
    if (nulls_.empty()) nulls_.resize(static_cast<size_t>(capacity_ + 7) / 8, 0xff);
    nulls_[static_cast<size_t>(rows_) >> 3] &= static_cast<uint8_t>(~(1u << (rows_ & 7)));
    if (isList(kind_)) values_.as<int32_t>()[rows_ + 1] = children_[0].rows();
    else if (width_) std::memset(values_.as<char>() + static_cast<size_t>(rows_) * static_cast<size_t>(width_), 0, static_cast<size_t>(width_));
    else for (VectorBuilder& field : children_) field.appendNull();
    ++rows_;
}

char* VectorBuilder::reserveBytes(size_t bytes) {
    if (heaps_.empty() || heapUsed_ + bytes > heaps_.back().size()) {
        size_t size = heaps_.empty() ? std::min<size_t>(static_cast<size_t>(expectedRows_) * 16 + 64, 16 << 10)
                                     : std::min<size_t>(heaps_.back().size() * 2, 256 << 10);
        heaps_.push_back(BufferRef(std::max(size, bytes)));
        heapUsed_ = 0;
    }
    char* at = heaps_.back().as<char>() + heapUsed_;
    heapUsed_ += bytes;
    return at;
}

void VectorBuilder::appendBytes(std::string_view bytes) {
    if (bytes.size() > StringRef::InlineBytes) {
        char* copy = reserveBytes(bytes.size());
        std::memcpy(copy, bytes.data(), bytes.size());
        bytes = {copy, bytes.size()};
    }
    append<StringRef>(bytes.empty() ? StringRef() : StringRef(bytes));
}

void VectorBuilder::closeNested() {
    if (rows_ == capacity_) grow();
    if (isList(kind_)) values_.as<int32_t>()[rows_ + 1] = children_[0].rows();
    ++rows_;
}

void VectorBuilder::appendValue(const Value& value) {
    if (value.isNull()) return appendNull();
    switch (kind_) {
    case PhysicalKind::Bool: return append<uint8_t>(value.boolean());
    case PhysicalKind::Int8: return append(static_cast<int8_t>(value.integer()));
    case PhysicalKind::Int16: return append(static_cast<int16_t>(value.integer()));
    case PhysicalKind::Int32: return append(static_cast<int32_t>(value.integer()));
    case PhysicalKind::Int64: return append(value.integer());
    case PhysicalKind::Float32: return append(static_cast<float>(value.real()));
    case PhysicalKind::Float64: return append(value.real());
    case PhysicalKind::Int128: return append(value.wide());
    case PhysicalKind::Bytes: return appendBytes(value.text());
    case PhysicalKind::Array:
        for (const Value& element : value.list()) children_[0].appendValue(element);
        return closeNested();
    case PhysicalKind::Map:
        for (size_t i = 0; i + 1 < value.list().size(); i += 2) {
            children_[0].appendValue(value.list()[i]);
            children_[1].appendValue(value.list()[i + 1]);
        }
        return closeNested();
    case PhysicalKind::Row:
        for (size_t i = 0; i < children_.size(); ++i) children_[i].appendValue(value.list().at(i));
        return closeNested();
    }
}

void VectorBuilder::appendFrom(const Vector& source, int row) {
    if (source.encoding() == Encoding::Dictionary) return appendFrom(*source.base(), source.physicalRow(row));
    if (source.isNull(row)) return appendNull();
    int at = source.physicalRow(row);
    switch (kind_) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: return append(source.data<int8_t>()[at]);
    case PhysicalKind::Int16: return append(source.data<int16_t>()[at]);
    case PhysicalKind::Int32:
    case PhysicalKind::Float32: return append(source.data<int32_t>()[at]);
    case PhysicalKind::Int64:
    case PhysicalKind::Float64: return append(source.data<int64_t>()[at]);
    case PhysicalKind::Int128: return append(source.data<Int128>()[at]);
    case PhysicalKind::Bytes: return appendBytes(source.data<StringRef>()[at].view());
    case PhysicalKind::Array:
    case PhysicalKind::Map:
        for (int32_t i = source.offsets()[at]; i < source.offsets()[at + 1]; ++i)
            for (size_t child = 0; child < children_.size(); ++child) children_[child].appendFrom(source.child(static_cast<int>(child)), i);
        return closeNested();
    case PhysicalKind::Row:
        for (size_t child = 0; child < children_.size(); ++child) children_[child].appendFrom(source.child(static_cast<int>(child)), at);
        return closeNested();
    }
}

ColumnRef VectorBuilder::finish() {
    auto result = std::make_shared<Vector>(kind_, rows_);
    if (width_ && !values_) grow();
    result->setValues(std::move(values_));
    if (!nulls_.empty()) {
        BufferRef validity(static_cast<size_t>(rows_ + 7) / 8);
        std::memcpy(validity.as<uint8_t>(), nulls_.data(), validity.size());
        result->setValidity(std::move(validity));
    }
    for (BufferRef& heap : heaps_) result->addHeap(std::move(heap));
    std::vector<ColumnRef> children;
    for (VectorBuilder& child : children_) children.push_back(child.finish());
    result->setChildren(std::move(children));
    values_ = BufferRef();
    nulls_.clear();
    heaps_.clear();
    heapUsed_ = 0;
    rows_ = capacity_ = 0;
    return result;
}

} // namespace weir
