// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/job_drawing.h"

#include <algorithm>
#include <map>

namespace weir::ui {

namespace {

/// The chained vertices of one task, laid out by themselves. Edges that leave from an inner vertex go through a door in the frame's side, so
/// that they pass around the vertices behind it.
struct Inside {
    std::vector<int> vertices;
    std::vector<int> edges;                          // inside
    std::map<int, int> doors;                        // outer edge -> node of the layout
    std::map<int, int> doorLinks;                    // outer edge -> edge of the layout
    LayoutResult layout;
    double width = 0, height = 0;
    bool framed = false;
};

double portHeight(double height, int index, int count) { return height * (index + 1.0) / (count + 1.0); }

bool hasCycle(int nodes, const std::vector<LayoutEdge>& edges) {
    std::vector<int> waiting(nodes, 0), ready;
    std::vector<std::vector<int>> next(nodes);
    for (const auto& e : edges) ++waiting[e.to], next[e.from].push_back(e.to);
    for (int v = 0; v < nodes; ++v)
        if (!waiting[v]) ready.push_back(v);
    for (size_t i = 0; i < ready.size(); ++i)
        for (int to : next[ready[i]])
            if (--waiting[to] == 0) ready.push_back(to);
    return static_cast<int>(ready.size()) < nodes;
}

QPainterPath spline(const std::vector<Spot>& points) {
    QPainterPath path;
    if (points.empty()) return path;
    path.moveTo(points[0].x, points[0].y);
    for (size_t i = 1; i < points.size(); ++i) {
        const Spot a = points[i - 1], b = points[i];
        if (std::abs(a.y - b.y) < 0.5) {
            path.lineTo(b.x, b.y);
            continue;
        }
        const double bend = b.x > a.x ? (b.x - a.x) * 0.5 : 60;
        path.cubicTo(a.x + bend, a.y, b.x - bend, b.y, b.x, b.y);
    }
    return path;
}

class Drawer {
public:
    Drawer(const std::vector<VertexSnapshot>& vertices, const std::vector<EdgeSnapshot>& edges, const CardMeasures& measures)
        : vertices_(vertices), edges_(edges), measures_(measures) {}

    JobDrawing draw() {
        number();
        group(true);
        if (hasCycle(static_cast<int>(tasks_.size()), outerEdges(nullptr))) group(false);
        for (auto& task : tasks_) layoutInside(task);
        return place();
    }

private:
    void number() {
        for (size_t v = 0; v < vertices_.size(); ++v) indexOf_[vertices_[v].id] = static_cast<int>(v);
        inputs_.assign(vertices_.size(), {});
        outputs_.assign(vertices_.size(), {});
        for (size_t e = 0; e < edges_.size(); ++e) {
            auto from = indexOf_.find(edges_[e].from), to = indexOf_.find(edges_[e].to);
            const bool known = from != indexOf_.end() && to != indexOf_.end();
            ends_.push_back(known ? std::pair(from->second, to->second) : std::pair(-1, -1));
            if (!known) continue;
            outputs_[from->second].push_back(static_cast<int>(e));
            inputs_[to->second].push_back(static_cast<int>(e));
        }
        for (auto& list : inputs_)
            std::stable_sort(list.begin(), list.end(), [&](int a, int b) { return edges_[a].input < edges_[b].input; });
    }

    void group(bool chained) {
        tasks_.clear();
        taskOf_.assign(vertices_.size(), 0);
        std::map<int, int> known;
        for (size_t v = 0; v < vertices_.size(); ++v) {
            const int key = chained ? vertices_[v].task : static_cast<int>(v);
            auto [at, isNew] = known.try_emplace(key, static_cast<int>(tasks_.size()));
            if (isNew) tasks_.emplace_back();
            taskOf_[v] = at->second;
            tasks_[at->second].vertices.push_back(static_cast<int>(v));
        }
    }

    // All of a vertex' edges start at its middle: the reader learns more from the order of inputs, which have a port each.
    double fromPort(int) const { return measures_.height / 2; }
    double toPort(int edge) const {
        const auto& list = inputs_[ends_[edge].second];
        const int index = static_cast<int>(std::find(list.begin(), list.end(), edge) - list.begin());
        return portHeight(measures_.height, index, static_cast<int>(list.size()));
    }

    void layoutInside(Inside& task) {
        const int t = taskOf_[task.vertices.front()];
        std::map<int, int> local;
        std::vector<LayoutNode> nodes;
        for (int v : task.vertices) {
            local[v] = static_cast<int>(nodes.size());
            nodes.push_back({measures_.width, measures_.height});
        }
        std::vector<LayoutEdge> links;
        for (size_t e = 0; e < edges_.size(); ++e) {
            auto [from, to] = ends_[e];
            if (from < 0 || taskOf_[from] != t || taskOf_[to] != t) continue;
            task.edges.push_back(static_cast<int>(e));
            links.push_back({local[from], local[to], fromPort(static_cast<int>(e)), toPort(static_cast<int>(e))});
        }
        task.framed = task.vertices.size() > 1;
        LayoutOptions options;
        options.rankGap = 52;
        options.nodeGap = 16;
        if (task.framed) {
            const auto ranks = layoutLayers(nodes, links, options).ranks;
            const int last = *std::max_element(ranks.begin(), ranks.end());
            for (size_t e = 0; e < edges_.size(); ++e) {
                auto [from, to] = ends_[e];
                if (from < 0 || taskOf_[from] != t || taskOf_[to] == t || ranks[local[from]] == last) continue;
                // A door stands one rank behind each vertex of a chain of dummies that reaches the last rank.
                int at = local[from];
                for (int r = ranks[at]; r < last; ++r) {
                    const int node = static_cast<int>(nodes.size());
                    nodes.push_back({r + 1 == last ? measures_.width : 0, 1});
                    links.push_back({at, node, at == local[from] ? fromPort(static_cast<int>(e)) : 0.5, 0.5});
                    if (at == local[from]) task.doorLinks[static_cast<int>(e)] = static_cast<int>(links.size()) - 1;
                    at = node;
                }
                task.doors[static_cast<int>(e)] = at;
            }
        }
        task.layout = layoutLayers(nodes, links, options);
        task.width = task.layout.width + (task.framed ? 2 * measures_.framePadding : 0);
        task.height = task.layout.height + (task.framed ? measures_.framePadding + measures_.frameTop : 0);
    }

    Spot inner(const Inside& task, int node) const {
        const Spot at = task.layout.nodes[node];
        return task.framed ? Spot{at.x + measures_.framePadding, at.y + measures_.frameTop} : at;
    }
    int localIndex(const Inside& task, int vertex) const {
        return static_cast<int>(std::find(task.vertices.begin(), task.vertices.end(), vertex) - task.vertices.begin());
    }

    std::vector<LayoutEdge> outerEdges(std::vector<int>* which) const {
        std::vector<LayoutEdge> outer;
        for (size_t e = 0; e < edges_.size(); ++e) {
            auto [from, to] = ends_[e];
            if (from < 0 || taskOf_[from] == taskOf_[to]) continue;
            LayoutEdge edge{taskOf_[from], taskOf_[to], 0, 0};
            if (which) {
                const Inside& source = tasks_[taskOf_[from]];
                const Inside& target = tasks_[taskOf_[to]];
                const auto door = source.doors.find(static_cast<int>(e));
                edge.fromPort = door != source.doors.end() ? inner(source, door->second).y + 0.5
                                                           : inner(source, localIndex(source, from)).y + fromPort(static_cast<int>(e));
                edge.toPort = inner(target, localIndex(target, to)).y + toPort(static_cast<int>(e));
                which->push_back(static_cast<int>(e));
            }
            outer.push_back(edge);
        }
        return outer;
    }

    JobDrawing place() {
        JobDrawing out;
        out.nodes.resize(vertices_.size());
        out.edges.resize(edges_.size());
        out.edgeMiddles.resize(edges_.size());
        std::vector<LayoutNode> boxes;
        for (const auto& task : tasks_) boxes.push_back({task.width, task.height});
        std::vector<int> which;
        const auto links = outerEdges(&which);
        LayoutOptions options;
        options.rankGap = 78;
        options.nodeGap = 22;
        const LayoutResult outer = layoutLayers(boxes, links, options);
        for (size_t t = 0; t < tasks_.size(); ++t) {
            const Inside& task = tasks_[t];
            const Spot corner = outer.nodes[t];
            for (size_t i = 0; i < task.vertices.size(); ++i) {
                const Spot at = inner(task, static_cast<int>(i));
                out.nodes[task.vertices[i]] = QRectF(corner.x + at.x, corner.y + at.y, measures_.width, measures_.height);
            }
            if (task.framed)
                out.frames.push_back({vertices_[task.vertices.front()].task, QRectF(corner.x, corner.y, task.width, task.height)});
            for (size_t i = 0; i < task.edges.size(); ++i) setPath(out, task.edges[i], moved(task, task.layout.edges[i], corner));
        }
        for (size_t i = 0; i < which.size(); ++i) {
            const int e = which[i];
            const auto [from, to] = ends_[e];
            const Inside& source = tasks_[taskOf_[from]];
            std::vector<Spot> points{Spot{out.nodes[from].right(), out.nodes[from].top() + fromPort(e)}};
            if (auto link = source.doorLinks.find(e); link != source.doorLinks.end()) {
                // From the vertex to the door, following the chain of dummies.
                const Spot corner = outer.nodes[taskOf_[from]];
                const Spot door = inner(source, source.doors.at(e));
                const auto first = moved(source, source.layout.edges[link->second], corner);
                points.push_back(first.back());
                points.push_back({corner.x + door.x, corner.y + door.y + 0.5});
                points.push_back({corner.x + door.x + measures_.width, corner.y + door.y + 0.5});
            }
            const auto& path = outer.edges[i];
            points.insert(points.end(), path.begin(), path.end());
            points.push_back({out.nodes[to].left(), out.nodes[to].top() + toPort(e)});
            setPath(out, e, points);
        }
        out.bounds = QRectF(0, 0, outer.width, outer.height);
        return out;
    }

    std::vector<Spot> moved(const Inside& task, std::vector<Spot> points, Spot corner) const {
        const double dx = corner.x + (task.framed ? measures_.framePadding : 0), dy = corner.y + (task.framed ? measures_.frameTop : 0);
        for (auto& p : points) p.x += dx, p.y += dy;
        return points;
    }

    static void setPath(JobDrawing& out, int edge, const std::vector<Spot>& points) {
        std::vector<Spot> clean;
        for (const Spot& p : points)
            if (clean.empty() || std::abs(clean.back().x - p.x) > 0.5 || std::abs(clean.back().y - p.y) > 0.5) clean.push_back(p);
        out.edges[edge] = spline(clean);
        // The longest piece that lies in the open is where a label fits best.
        double longest = -1;
        for (size_t i = 1; i < clean.size(); ++i) {
            const double length = clean[i].x - clean[i - 1].x;
            if (length > longest) longest = length, out.edgeMiddles[edge] = {(clean[i].x + clean[i - 1].x) / 2, (clean[i].y + clean[i - 1].y) / 2};
        }
    }

    const std::vector<VertexSnapshot>& vertices_;
    const std::vector<EdgeSnapshot>& edges_;
    const CardMeasures measures_;
    std::map<int, int> indexOf_;
    std::vector<std::pair<int, int>> ends_;          // of the edges, as indices of vertices
    std::vector<std::vector<int>> inputs_, outputs_;
    std::vector<int> taskOf_;
    std::vector<Inside> tasks_;
};

} // namespace

JobDrawing drawJob(const std::vector<VertexSnapshot>& vertices, const std::vector<EdgeSnapshot>& edges, const CardMeasures& measures) {
    if (vertices.empty()) return {};
    return Drawer(vertices, edges, measures).draw();
}

} // namespace weir::ui
