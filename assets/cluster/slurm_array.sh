#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One experiment on many machines: a Slurm job array of which every task runs one shard of the images, and a job
# after it that puts the shards together. Edit LADDER, DATA and MODEL below, then:
#
#   export RESULTS=$PWD/results                                  # on the shared file system
#   job=$(sbatch --parsable --array=1-16 slurm_array.sh)
#   sbatch --dependency=afterok:$job slurm_array.sh merge
#
# Every task writes a database of its own on the node's local disk and copies it to RESULTS when it has ended: a
# database is not written over a network file system. What a task exits with: 0 its shard is complete, 1 it failed,
# 2 wrong usage (the same every time), 130 it was stopped at its time limit and queues itself again. A task that is
# run again goes on where its last copy stopped, and one whose shard is complete ends at once, so that
# `SHARDS=16 sbatch --array=3,11 slurm_array.sh` repeats what is missing.
#
#SBATCH --job-name=pivot
#SBATCH --cpus-per-task=8
#SBATCH --time=02:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@120

set -u

ladder() { # the thresholds are given, and not chosen by every shard for itself
    set -- "--effort" "skip=6,7,8,9,10,11;threshold=0.35" "--effort" "skip=none" "$@"
    exec "$PIVOT" run "$@" # in the place of the shell that waits for signals
}
DATA="${DATA:-fashion-mnist#test}"
MODEL="${MODEL:-}" # empty: the bundled one

PIVOT="${PIVOT:-pivot}"
RESULTS="${RESULTS:-$PWD/results}"
TASK="${SLURM_ARRAY_TASK_ID:-1}"
SHARDS="${SHARDS:-${SLURM_ARRAY_TASK_MAX:-1}}"
LOCAL="${TMPDIR:-/tmp}/pivot-${SLURM_ARRAY_JOB_ID:-$$}-$TASK"
mkdir -p "$LOCAL" "$RESULTS" || exit 1

if [ "${1:-}" = merge ]; then
    cp "$RESULTS"/shard-*.db "$LOCAL" || exit 1
    "$PIVOT" db merge "$LOCAL/whole.db" "$LOCAL"/shard-*.db || exit $?
    "$PIVOT" db vacuum --db "$LOCAL/whole.db" || exit 1 # the shards lie in the bin, and in their own files
    cp "$LOCAL/whole.db" "$RESULTS/whole.db.part" && mv "$RESULTS/whole.db.part" "$RESULTS/whole.db"
    exit $?
fi

db="$LOCAL/shard.db"
kept="$RESULTS/shard-$TASK.db"
if [ ! -f "$db" ] && [ -f "$kept" ]; then
    cp "$kept" "$db" || exit 1
fi

# `pivot db list` prints a line an experiment, the newest first, that begins with its id.
begun=
if [ -f "$db" ]; then
    if "$PIVOT" db list --db "$db" --status complete | grep -q "shard $TASK/$SHARDS\$"; then
        echo "shard $TASK/$SHARDS is complete already"
        exit 0
    fi
    begun=$("$PIVOT" db list --db "$db" | grep "shard $TASK/$SHARDS\$" | head -n 1 | cut -c1-8)
fi
if [ -n "$begun" ]; then
    "$PIVOT" run --resume "$begun" --db "$db" &
elif [ -n "$MODEL" ]; then
    ladder --model "$MODEL" --dataset "$DATA" --shard "$TASK/$SHARDS" --db "$db" &
else
    ladder --dataset "$DATA" --shard "$TASK/$SHARDS" --db "$db" &
fi
run=$!

# The shell gets Slurm's signal and hands it on: the run then ends within a batch and keeps what is done.
trap 'kill -TERM $run 2>/dev/null' TERM INT
code=0
wait "$run" || code=$?
while kill -0 "$run" 2>/dev/null; do # a signal ends a wait, and not the run
    code=0
    wait "$run" || code=$?
done

# Folds the log into the file, so that one file holds everything.
"$PIVOT" db vacuum --keep-bin --db "$db" >/dev/null || exit 1
cp "$db" "$kept.part" && mv "$kept.part" "$kept" || exit 1
if [ "$code" -eq 130 ] && [ -n "${SLURM_JOB_ID:-}" ]; then
    scontrol requeue "$SLURM_JOB_ID"
fi
exit "$code"
