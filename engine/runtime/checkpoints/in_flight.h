// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/state_reader.h"
#include "engine/checkpoint/state_writer.h"
#include "engine/runtime/exchange/element.h"
#include "engine/runtime/time/watermark_merger.h"
#include "engine/types/data_type.h"

#include <deque>
#include <functional>
#include <vector>

namespace weir {

/// What was on its way into one subtask when an unaligned checkpoint cut its channels. Batches are held by reference. A value.
struct InFlight {
    static constexpr std::string_view Section = "in flight";
    enum class ChannelState : uint8_t { Active, Idle, Finished };
    struct Channel {
        int input = 0;                      // of the operator
        int64_t watermark = NoWatermark;    // as the subtask had it
        ChannelState state = ChannelState::Active;
        std::vector<Element> elements;      // rows, watermarks, idleness, ends
    };
    /// Rows of an input, or the watermark of all inputs together.
    struct Resumed {
        int input = 0;
        Element element;
    };
    int subtask = 0;                        // whose it was
    int64_t reached = NoWatermark;          // the subtask's watermark
    std::deque<Resumed> resumed;            // came out of an earlier checkpoint and was not taken yet; before all channels
    std::vector<Channel> channels;          // in the order in which the task has them
    bool empty() const;
};

/// Reads and writes it for one operator: `inputs` are the schemas of its inputs.
class InFlightCodec {
public:
    explicit InFlightCodec(const std::vector<Schema>& inputs);
    /// Its section of a checkpoint. The rows are written later, by whoever stores it.
    StateSection write(InFlight held) const;
    /// All former subtasks' that the reader gives; nothing where the checkpoint has none.
    std::vector<InFlight> read(StateReader& in) const;

private:
    void writeEntries(const InFlight& held, StateWriter& out) const;
    StateForm form_;
    std::vector<std::vector<DataType>> types_;
};

/// Which rows of a former subtask are a new one's: given the input, the rows and the former subtask, those that are; none as an empty batch.
using ChooseRows = std::function<Batch(int input, Batch rows, int formerSubtask)>;

/// One order of all that is in flight in which every row meets the watermark that it met where it was on its way to. A former subtask that lagged behind goes
/// on first, so that no row is late, or in time, because others were further.
std::deque<InFlight::Resumed> inOrder(std::vector<InFlight> held, const ChooseRows& choose);

} // namespace weir
