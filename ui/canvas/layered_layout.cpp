// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layered_layout.h"

#include <algorithm>
#include <numeric>

namespace weir::ui {

namespace {

/// One piece of an edge between neighbouring ranks.
struct Segment {
    int from, to;
    double fromPort, toPort;
    double weight;
};

/// The work in progress: real nodes first, then a dummy for every rank an edge passes.
class Layers {
public:
    Layers(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges, const LayoutOptions& options)
        : nodes_(nodes), edges_(edges), options_(options), sizes_(nodes) {}

    LayoutResult run() {
        orient();
        rank();
        split();
        firstOrder();
        reorder();
        placeHeights();
        return result();
    }

private:
    // An edge that closes a cycle on the way from the first nodes counts as turned round.
    void orient() {
        const int n = static_cast<int>(nodes_.size());
        std::vector<std::vector<int>> outgoing(n);
        for (size_t e = 0; e < edges_.size(); ++e) outgoing[edges_[e].from].push_back(static_cast<int>(e));
        turned_.assign(edges_.size(), false);
        std::vector<char> state(n, 0);
        struct Frame { int node; size_t next; };
        std::vector<Frame> stack;
        for (int root = 0; root < n; ++root) {
            if (state[root]) continue;
            state[root] = 1;
            stack.push_back({root, 0});
            while (!stack.empty()) {
                Frame& top = stack.back();
                if (top.next == outgoing[top.node].size()) {
                    state[top.node] = 2;
                    stack.pop_back();
                    continue;
                }
                const int edge = outgoing[top.node][top.next++];
                const int to = edges_[edge].to;
                if (state[to] == 1) turned_[edge] = true;
                if (state[to] == 0) {
                    state[to] = 1;
                    stack.push_back({to, 0});
                }
            }
        }
    }
    int tail(size_t e) const { return turned_[e] ? edges_[e].to : edges_[e].from; }
    int head(size_t e) const { return turned_[e] ? edges_[e].from : edges_[e].to; }

    void rank() {
        const int n = static_cast<int>(nodes_.size());
        ranks_.assign(n, 0);
        std::vector<int> waiting(n, 0), order;
        std::vector<std::vector<int>> next(n);
        for (size_t e = 0; e < edges_.size(); ++e) {
            if (tail(e) == head(e)) continue;
            ++waiting[head(e)];
            next[tail(e)].push_back(head(e));
        }
        for (int v = 0; v < n; ++v)
            if (waiting[v] == 0) order.push_back(v);
        for (size_t i = 0; i < order.size(); ++i)
            for (int to : next[order[i]]) {
                ranks_[to] = std::max(ranks_[to], ranks_[order[i]] + 1);
                if (--waiting[to] == 0) order.push_back(to);
            }
        // A source stands beside its first reader rather than far away at the left.
        std::vector<char> hasInput(n, 0);
        for (size_t e = 0; e < edges_.size(); ++e) hasInput[head(e)] = 1;
        for (int v = 0; v < n; ++v) {
            if (hasInput[v] || next[v].empty()) continue;
            int nearest = ranks_[next[v].front()];
            for (int to : next[v]) nearest = std::min(nearest, ranks_[to]);
            ranks_[v] = nearest - 1;
        }
    }

    void split() {
        layers_.resize(nodes_.empty() ? 0 : *std::max_element(ranks_.begin(), ranks_.end()) + 1);
        for (size_t v = 0; v < nodes_.size(); ++v) layers_[ranks_[v]].push_back(static_cast<int>(v));
        paths_.resize(edges_.size());
        for (size_t e = 0; e < edges_.size(); ++e) {
            const int from = tail(e), to = head(e);
            if (from == to) continue;
            const double fromPort = turned_[e] ? edges_[e].toPort : edges_[e].fromPort;
            const double toPort = turned_[e] ? edges_[e].fromPort : edges_[e].toPort;
            int last = from;
            double lastPort = fromPort;
            for (int r = ranks_[from] + 1; r < ranks_[to]; ++r) {
                const int dummy = static_cast<int>(sizes_.size());
                sizes_.push_back({0, 0});
                ranks_.push_back(r);
                layers_[r].push_back(dummy);
                paths_[e].push_back(dummy);
                segments_.push_back({last, dummy, lastPort, 0, last == from ? 2.0 : 8.0});
                last = dummy;
                lastPort = 0;
            }
            segments_.push_back({last, to, lastPort, toPort, last == from ? 1.0 : 2.0});
        }
        up_.resize(sizes_.size());
        down_.resize(sizes_.size());
        for (size_t s = 0; s < segments_.size(); ++s) {
            down_[segments_[s].from].push_back(static_cast<int>(s));
            up_[segments_[s].to].push_back(static_cast<int>(s));
        }
        position_.assign(sizes_.size(), 0);
    }

    bool isDummy(int v) const { return v >= static_cast<int>(nodes_.size()); }
    void number(int layer) {
        for (size_t i = 0; i < layers_[layer].size(); ++i) position_[layers_[layer][i]] = static_cast<int>(i);
    }
    double share(int node, double port) const { return sizes_[node].height > 0 ? port / sizes_[node].height : 0.5; }
    double fromKey(const Segment& s) const { return position_[s.from] + 0.9 * share(s.from, s.fromPort); }
    double toKey(const Segment& s) const { return position_[s.to] + 0.9 * share(s.to, s.toPort); }

    // Depth first from the first nodes, so that what belongs together starts together.
    void firstOrder() {
        std::vector<char> seen(sizes_.size(), 0);
        std::vector<std::vector<int>> ordered(layers_.size());
        std::vector<int> stack;
        auto visit = [&](int root) {
            stack.push_back(root);
            while (!stack.empty()) {
                const int v = stack.back();
                stack.pop_back();
                if (seen[v]) continue;
                seen[v] = 1;
                ordered[ranks_[v]].push_back(v);
                std::vector<int> next(down_[v].begin(), down_[v].end());
                std::stable_sort(next.begin(), next.end(), [&](int a, int b) { return segments_[a].fromPort > segments_[b].fromPort; });
                for (int s : next) stack.push_back(segments_[s].to);
            }
        };
        for (size_t v = 0; v < nodes_.size(); ++v)
            if (up_[v].empty()) visit(static_cast<int>(v));
        for (size_t v = 0; v < sizes_.size(); ++v)
            if (!seen[v]) visit(static_cast<int>(v));
        layers_ = std::move(ordered);
        for (size_t r = 0; r < layers_.size(); ++r) number(static_cast<int>(r));
    }

    void sortLayer(int layer, bool byUpper) {
        std::vector<std::pair<double, int>> keyed;
        for (int v : layers_[layer]) {
            const auto& list = byUpper ? up_[v] : down_[v];
            double sum = 0;
            for (int s : list) sum += byUpper ? fromKey(segments_[s]) : toKey(segments_[s]);
            keyed.push_back({list.empty() ? -1 : sum / static_cast<double>(list.size()), v});
        }
        // Nodes without neighbours on that side keep their place; the others are sorted among themselves.
        std::vector<std::pair<double, int>> moving;
        for (const auto& k : keyed)
            if (k.first >= 0) moving.push_back(k);
        std::stable_sort(moving.begin(), moving.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        size_t next = 0;
        for (size_t i = 0; i < keyed.size(); ++i)
            if (keyed[i].first >= 0) layers_[layer][i] = moving[next++].second;
        number(layer);
    }

    int crossingsAfter(int layer) const {
        std::vector<std::pair<double, double>> lines;
        for (int v : layers_[layer])
            for (int s : down_[v]) lines.push_back({fromKey(segments_[s]), toKey(segments_[s])});
        std::sort(lines.begin(), lines.end());
        std::vector<double> ends(lines.size());
        for (size_t i = 0; i < lines.size(); ++i) ends[i] = lines[i].second;
        return inversions(ends, 0, ends.size());
    }
    static int inversions(std::vector<double>& values, size_t from, size_t to) {
        if (to - from < 2) return 0;
        const size_t middle = (from + to) / 2;
        int count = inversions(values, from, middle) + inversions(values, middle, to);
        for (size_t i = from, j = middle; i < middle; ++i) {
            while (j < to && values[j] < values[i]) ++j;
            count += static_cast<int>(j - middle);
        }
        std::inplace_merge(values.begin() + from, values.begin() + middle, values.begin() + to);
        return count;
    }
    int crossings() const {
        int sum = 0;
        for (size_t r = 0; r + 1 < layers_.size(); ++r) sum += crossingsAfter(static_cast<int>(r));
        return sum;
    }

    int pairCrossings(int a, int b) const {      // with a above b
        int count = 0;
        for (int s : up_[a])
            for (int t : up_[b]) count += fromKey(segments_[s]) > fromKey(segments_[t]);
        for (int s : down_[a])
            for (int t : down_[b]) count += toKey(segments_[s]) > toKey(segments_[t]);
        return count;
    }
    void transpose() {
        for (int round = 0, moved = 1; moved && round < 6; ++round) {
            moved = 0;
            for (size_t r = 0; r < layers_.size(); ++r)
                for (size_t i = 0; i + 1 < layers_[r].size(); ++i) {
                    const int a = layers_[r][i], b = layers_[r][i + 1];
                    if (pairCrossings(b, a) >= pairCrossings(a, b)) continue;
                    std::swap(layers_[r][i], layers_[r][i + 1]);
                    position_[a] = static_cast<int>(i + 1);
                    position_[b] = static_cast<int>(i);
                    moved = 1;
                }
        }
    }

    void reorder() {
        auto best = layers_;
        int fewest = crossings();
        for (int sweep = 0; sweep < options_.sweeps && fewest > 0; ++sweep) {
            const int layers = static_cast<int>(layers_.size());
            if (sweep % 2 == 0)
                for (int r = 1; r < layers; ++r) sortLayer(r, true);
            else
                for (int r = layers - 2; r >= 0; --r) sortLayer(r, false);
            transpose();
            const int now = crossings();
            if (now < fewest) fewest = now, best = layers_;
        }
        layers_ = std::move(best);
        for (size_t r = 0; r < layers_.size(); ++r) number(static_cast<int>(r));
        crossings_ = fewest;
    }

    double gap(int above, int below) const { return isDummy(above) || isDummy(below) ? options_.edgeGap : options_.nodeGap; }

    // The heights nearest to what the neighbours wish, in the layer's order and with its gaps: a least-squares problem whose solution
    // is the pooling of neighbours that wish for the same room.
    void settle(int layer, bool upper, bool lower) {
        const auto& order = layers_[layer];
        struct Pool { double sum, weight; int first; };
        std::vector<Pool> pools;
        std::vector<double> offset(order.size(), 0);
        for (size_t i = 0; i < order.size(); ++i) {
            const int v = order[i];
            if (i) offset[i] = offset[i - 1] + sizes_[order[i - 1]].height + gap(order[i - 1], v);
            double sum = 0, weight = 0;
            if (upper)
                for (int s : up_[v]) {
                    const Segment& g = segments_[s];
                    sum += g.weight * (y_[g.from] + g.fromPort - g.toPort), weight += g.weight;
                }
            if (lower)
                for (int s : down_[v]) {
                    const Segment& g = segments_[s];
                    sum += g.weight * (y_[g.to] + g.toPort - g.fromPort), weight += g.weight;
                }
            if (weight == 0) sum = y_[v] * 0.01, weight = 0.01;
            pools.push_back({sum - weight * offset[i], weight, static_cast<int>(i)});
            while (pools.size() > 1 && pools[pools.size() - 2].sum / pools[pools.size() - 2].weight > pools.back().sum / pools.back().weight) {
                pools[pools.size() - 2].sum += pools.back().sum;
                pools[pools.size() - 2].weight += pools.back().weight;
                pools.pop_back();
            }
        }
        for (size_t p = 0; p < pools.size(); ++p) {
            const size_t end = p + 1 < pools.size() ? static_cast<size_t>(pools[p + 1].first) : order.size();
            for (size_t i = static_cast<size_t>(pools[p].first); i < end; ++i) y_[order[i]] = pools[p].sum / pools[p].weight + offset[i];
        }
    }

    void placeHeights() {
        y_.assign(sizes_.size(), 0);
        const int layers = static_cast<int>(layers_.size());
        for (int r = 0; r < layers; ++r) {
            double y = 0;
            for (size_t i = 0; i < layers_[r].size(); ++i) {
                if (i) y += sizes_[layers_[r][i - 1]].height + gap(layers_[r][i - 1], layers_[r][i]);
                y_[layers_[r][i]] = y;
            }
        }
        for (int round = 0; round < 8; ++round) {
            for (int r = 1; r < layers; ++r) settle(r, true, round > 3);
            for (int r = layers - 2; r >= 0; --r) settle(r, round > 3, true);
        }
        for (int r = 1; r < layers; ++r) settle(r, true, true);
    }

    LayoutResult result() const {
        LayoutResult out;
        out.crossings = crossings_;
        out.nodes.resize(nodes_.size());
        out.ranks.assign(ranks_.begin(), ranks_.begin() + static_cast<long>(nodes_.size()));
        out.edges.resize(edges_.size());
        std::vector<double> left(layers_.size(), 0), width(layers_.size(), 0);
        double top = 1e300, bottom = -1e300, x = 0;
        for (size_t r = 0; r < layers_.size(); ++r) {
            for (int v : layers_[r]) {
                width[r] = std::max(width[r], sizes_[v].width);
                top = std::min(top, y_[v]);
                bottom = std::max(bottom, y_[v] + sizes_[v].height);
            }
            left[r] = x;
            x += width[r] + options_.rankGap;
        }
        if (nodes_.empty()) return out;
        out.width = x - options_.rankGap;
        out.height = bottom - top;
        for (size_t v = 0; v < nodes_.size(); ++v) out.nodes[v] = {left[ranks_[v]] + (width[ranks_[v]] - sizes_[v].width) / 2, y_[v] - top};
        for (size_t e = 0; e < edges_.size(); ++e) {
            std::vector<Spot>& path = out.edges[e];
            const int from = tail(e), to = head(e);
            const double fromPort = turned_[e] ? edges_[e].toPort : edges_[e].fromPort;
            const double toPort = turned_[e] ? edges_[e].fromPort : edges_[e].toPort;
            path.push_back({out.nodes[from].x + sizes_[from].width, out.nodes[from].y + fromPort});
            for (int dummy : paths_[e]) {
                const double side = left[ranks_[dummy]];
                path.push_back({side, y_[dummy] - top});
                path.push_back({side + width[ranks_[dummy]], y_[dummy] - top});
            }
            path.push_back({out.nodes[to].x, out.nodes[to].y + toPort});
            if (turned_[e]) std::reverse(path.begin(), path.end());
        }
        return out;
    }

    const std::vector<LayoutNode>& nodes_;
    const std::vector<LayoutEdge>& edges_;
    const LayoutOptions& options_;
    std::vector<LayoutNode> sizes_;
    std::vector<bool> turned_;
    std::vector<int> ranks_, position_;
    std::vector<std::vector<int>> layers_, paths_, up_, down_;
    std::vector<Segment> segments_;
    std::vector<double> y_;
    int crossings_ = 0;
};

} // namespace

LayoutResult layoutLayers(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges, const LayoutOptions& options) {
    return Layers(nodes, edges, options).run();
}

} // namespace weir::ui
