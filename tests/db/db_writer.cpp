// SPDX-License-Identifier: GPL-3.0-or-later
// db_writer FILE ID IMAGES FIRST: begins experiment ID of IMAGES images, hands over the first FIRST of them,
// waits for a line on stdin, and goes on to hand over the rest, one batch after the other. Never ends the
// run: it is to be killed.

#include "db/experiment_store.h"
#include "db/sample_runs.h"

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

int main(int argc, char** argv) {
    if (argc != 5) {
        return 2;
    }
    const std::int64_t images = std::atoll(argv[3]);
    const std::int64_t first = std::atoll(argv[4]);
    auto store = pivot::ExperimentStore::create(argv[1]);
    if (!store || !(*store)->begin(pivot::samples::record(images, argv[2]))) {
        return 1;
    }
    if (!(*store)->add(pivot::samples::images(0, first))) {
        return 1;
    }
    std::cout << "handed over" << std::endl;
    std::string line;
    std::getline(std::cin, line);
    for (std::int64_t at = first; at < images; at += 16) {
        if (!(*store)->add(pivot::samples::images(at, std::min(at + 16, images)))) {
            return 1;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    for (;;) {
        std::this_thread::sleep_for(std::chrono::seconds(1));
    }
}
