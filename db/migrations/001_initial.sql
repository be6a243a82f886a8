-- PIVOT Workbench: the first schema. Every table is STRICT; times are UTC, ISO 8601 with milliseconds and Z; delays are
-- nanoseconds, energies joules, entropies nats. A fraction is 0..1. NULL means unknown or not applicable, never zero.
-- db/README.md says how the tables hang together and gives examples.

-- One row is one run of one configuration on one device.
CREATE TABLE experiments (
    id                  INTEGER PRIMARY KEY,        -- local to this file; other tables refer to it
    experiment_id       TEXT NOT NULL UNIQUE CHECK (length(experiment_id) = 36), -- UUID, the same in every file
    group_id            TEXT NOT NULL,              -- UUID that ties together the devices of one command
    status              TEXT NOT NULL CHECK (status IN
                            ('queued', 'running', 'paused', 'complete', 'cancelled', 'interrupted', 'failed')),
    created_utc         TEXT NOT NULL,
    finished_utc        TEXT,                       -- when the last segment ended in an orderly way
    device              TEXT NOT NULL,              -- cpu:torch, sim:zcu102, ...
    model               TEXT NOT NULL,              -- path of the checkpoint
    model_fingerprint   TEXT NOT NULL,              -- SHA-256 of the weights
    dataset             TEXT NOT NULL,              -- name:path#split[a:b]
    dataset_range       TEXT NOT NULL,              -- e.g. test[0:10000]
    dataset_fingerprint TEXT NOT NULL,              -- SHA-256 over the content
    mode                TEXT NOT NULL,              -- routed | profile
    rerun               TEXT NOT NULL,              -- prefix | restart
    precision           TEXT NOT NULL,              -- fp32 | bf16 | int8
    batch               INTEGER NOT NULL,
    image_count         INTEGER NOT NULL,           -- images the run looks at
    images_done         INTEGER NOT NULL DEFAULT 0, -- rows in outcomes
    images_failed       INTEGER NOT NULL DEFAULT 0, -- those of them with an error
    config              TEXT NOT NULL CHECK (json_valid(config)),           -- everything that decides the run
    threshold_source    TEXT NOT NULL CHECK (json_valid(threshold_source)), -- split, objective, on_reported_images
    environment         TEXT NOT NULL CHECK (json_valid(environment)),      -- commit, libraries, CPU, kernel, ...
    report              TEXT CHECK (report IS NULL OR json_valid(report)),  -- an entry of results[] of `pivot run --json`
    -- The lease of the program that is writing this experiment; all NULL when none is.
    lease_id            TEXT,                       -- random, new with every holder
    lease_host          TEXT,
    lease_boot_id       TEXT,                       -- changes with every boot of the host
    lease_pid_namespace INTEGER,                    -- a pid means something only within its namespace
    lease_pid           INTEGER,
    lease_pid_start     INTEGER,                    -- clock ticks after boot at which that process began
    lease_heartbeat_utc TEXT                        -- renewed about every second
) STRICT;
CREATE INDEX experiments_by_creation ON experiments (created_utc, experiment_id);
CREATE INDEX experiments_by_group ON experiments (group_id);

-- The ladder of an experiment, one row an effort, 0 = the cheapest.
CREATE TABLE efforts (
    experiment     INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    effort         INTEGER NOT NULL,
    skip           TEXT NOT NULL,                   -- skipped attention blocks, zero-based: none | 1,3,5
    model          TEXT NOT NULL,                   -- path of its weights; empty: the experiment's model
    threshold_nats REAL,                            -- an image leaves here when its entropy is at most this; NULL: always
    tuned          INTEGER NOT NULL CHECK (tuned IN (0, 1)), -- 0: the weights were never trained for this path
    PRIMARY KEY (experiment, effort)
) STRICT, WITHOUT ROWID;

-- A stretch of work without interruption; resuming opens the next one.
CREATE TABLE segments (
    experiment  INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    segment     INTEGER NOT NULL,                   -- 1, 2, ...
    started_utc TEXT NOT NULL,
    ended_utc   TEXT,                               -- NULL while it runs
    host        TEXT NOT NULL,
    environment TEXT NOT NULL CHECK (json_valid(environment)),
    PRIMARY KEY (experiment, segment)
) STRICT, WITHOUT ROWID;

-- Where one image left the ladder and what it cost.
CREATE TABLE outcomes (
    experiment  INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    image_index INTEGER NOT NULL,                   -- in the data set, before any limit
    image_key   TEXT NOT NULL,                      -- relative path or index
    label       INTEGER,
    exit_effort INTEGER,                            -- NULL: no effort accepted the image (counts as wrong)
    predicted   INTEGER,
    correct     INTEGER CHECK (correct IN (0, 1)),  -- NULL without a label
    delay_ns    INTEGER NOT NULL,                   -- summed over the efforts the image visited
    energy_j    REAL,
    error       TEXT,                               -- NULL: none. A failed image counts in no mean
    segment     INTEGER NOT NULL,
    PRIMARY KEY (experiment, image_index),
    FOREIGN KEY (experiment, segment) REFERENCES segments (experiment, segment)
) STRICT, WITHOUT ROWID;

-- What one effort said of one image. A profiled experiment has every effort for every image.
CREATE TABLE visits (
    experiment   INTEGER NOT NULL,
    image_index  INTEGER NOT NULL,
    effort       INTEGER NOT NULL,
    entropy_nats REAL,                              -- NULL where a logit was not finite
    margin       REAL,                              -- first minus second probability
    top1_id INTEGER, top2_id INTEGER, top3_id INTEGER, top4_id INTEGER, top5_id INTEGER, -- NULL: fewer classes
    top1_p  REAL,    top2_p  REAL,    top3_p  REAL,    top4_p  REAL,    top5_p  REAL,
    correct      INTEGER CHECK (correct IN (0, 1)),
    delay_ns     INTEGER NOT NULL,                  -- this image's share of its batch
    energy_j     REAL,
    PRIMARY KEY (experiment, image_index, effort),
    FOREIGN KEY (experiment, image_index) REFERENCES outcomes (experiment, image_index) ON DELETE CASCADE,
    FOREIGN KEY (experiment, effort) REFERENCES efforts (experiment, effort)
) STRICT, WITHOUT ROWID;

-- Tidy: one row an experiment, one column a number; numbers are NULL until the run has reported.
CREATE VIEW experiment_summary AS
SELECT
    e.experiment_id,
    e.group_id,
    e.status,
    e.created_utc,
    e.finished_utc,
    e.device,
    e.model,
    e.dataset,
    e.dataset_range,
    e.mode,
    e.rerun,
    e.precision,
    e.batch,
    e.image_count,
    e.images_done,
    e.images_failed,
    (SELECT group_concat(skip, ' | ') FROM (SELECT skip FROM efforts WHERE experiment = e.id ORDER BY effort)) AS skips,
    (SELECT threshold_nats FROM efforts WHERE experiment = e.id AND effort = 0) AS first_threshold_nats,
    (SELECT count(*) FROM segments WHERE experiment = e.id) AS segments,
    json_extract(e.threshold_source, '$.split') AS thresholds_chosen_on,
    json_extract(e.threshold_source, '$.objective') AS thresholds_chosen_for,
    json_extract(e.report, '$.accuracy') AS accuracy,
    json_extract(e.report, '$.efforts[0].share') AS first_share,
    json_extract(e.report, '$.break_even_share') AS break_even_share,
    json_extract(e.report, '$.delay_ms') AS delay_ms,
    json_extract(e.report, '$.throughput_img_s') AS throughput_img_s,
    json_extract(e.report, '$.energy_j') AS energy_j,
    json_extract(e.report, '$.edp_js') AS edp_js,
    json_extract(e.report, '$.delay_provenance.kind') AS delay_provenance,
    json_extract(e.report, '$.energy_provenance.kind') AS energy_provenance,
    json_extract(e.report, '$.baseline.delay_ms') AS baseline_delay_ms,
    json_extract(e.report, '$.baseline.energy_j') AS baseline_energy_j,
    json_extract(e.report, '$.baseline.edp_js') AS baseline_edp_js,
    json_extract(e.report, '$.baseline.accuracy') AS baseline_accuracy,
    json_extract(e.report, '$.edp_reduction') AS edp_reduction
FROM experiments AS e;
