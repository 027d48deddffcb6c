// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/samples.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <algorithm>

namespace weir::ui {

namespace {

// The first line of the README that is neither a heading nor empty, up to its first full stop.
QString summaryOf(const QString& readme) {
    QFile file(readme);
    if (!file.open(QIODevice::ReadOnly)) return {};
    QString paragraph;
    for (const QString& line : QString::fromUtf8(file.read(4096)).split('\n')) {
        const QString trimmed = line.trimmed();
        if (trimmed.startsWith('#')) continue;
        if (trimmed.isEmpty() && !paragraph.isEmpty()) break;
        if (!trimmed.isEmpty()) paragraph += (paragraph.isEmpty() ? "" : " ") + trimmed;
    }
    paragraph.remove('`').remove("**");
    const auto stop = paragraph.indexOf(". ");
    return stop > 0 ? paragraph.left(stop + 1) : paragraph;
}

} // namespace

std::vector<Sample> findSamples() {
    const QString program = QCoreApplication::applicationDirPath();
    QDir folder;
    for (const QString& place : {qEnvironmentVariable("WEIR_SAMPLES"), program + "/../../../samples", program + "/../share/weir/samples"})
        if (!place.isEmpty() && QDir(place).exists()) {
            folder = QDir(QDir(place).canonicalPath());
            break;
        }
    std::vector<Sample> samples;
    if (folder == QDir()) return samples;
    for (const QString& name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        if (QFile::exists(folder.filePath(name) + "/job.sql")) samples.push_back({name, folder.filePath(name), summaryOf(folder.filePath(name) + "/README.md")});
    const QStringList order{"kafka-orders", "orders", "wordcount", "sensors", "nexmark"};
    std::stable_sort(samples.begin(), samples.end(), [&](const Sample& a, const Sample& b) {
        auto rank = [&](const QString& name) { return order.contains(name) ? order.indexOf(name) : order.size(); };
        return rank(a.name) < rank(b.name);
    });
    return samples;
}

} // namespace weir::ui
