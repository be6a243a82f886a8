-- PIVOT Workbench, format 2: what people keep about an experiment (name, star, note, tags, a bin), costs that were
-- measured elsewhere, shards, and a narrow table of experiments that thousands of rows are listed from quickly.
-- The rules of 001 hold: STRICT, UTC, units in the names, NULL is unknown or not applicable, never zero.

DROP VIEW experiment_summary;

-- One row is one run of one configuration on one device. Its long texts are in experiment_documents, so that this
-- table stays small: lists and filters read nothing else.
CREATE TABLE experiments_2 (
    id                  INTEGER PRIMARY KEY,        -- local to this file; other tables refer to it
    experiment_id       TEXT NOT NULL UNIQUE CHECK (length(experiment_id) = 36), -- UUID, the same in every file
    group_id            TEXT NOT NULL,              -- UUID that ties together the devices of one command, or its shards
    status              TEXT NOT NULL CHECK (status IN
                            ('queued', 'running', 'paused', 'complete', 'cancelled', 'interrupted', 'failed')),
    created_utc         TEXT NOT NULL,
    finished_utc        TEXT,                       -- when the last segment ended in an orderly way
    -- What people keep about it.
    name                TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 200),
    starred             INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
    deleted_utc         TEXT,                       -- in the bin since then; NULL: not in the bin
    -- What was run.
    device              TEXT NOT NULL,              -- cpu:torch, sim:zcu102, ...
    model               TEXT NOT NULL,              -- path of the checkpoint
    dataset             TEXT NOT NULL,              -- name:path#split[a:b]
    dataset_range       TEXT NOT NULL,              -- e.g. test[0:10000]
    mode                TEXT NOT NULL,              -- routed | profile
    rerun               TEXT NOT NULL,              -- prefix | restart
    precision           TEXT NOT NULL,              -- fp32 | bf16 | int8
    batch               INTEGER NOT NULL,
    shard_index         INTEGER,                    -- 1 .. shard_count; NULL: not a shard
    shard_count         INTEGER CHECK (shard_index BETWEEN 1 AND shard_count), -- shards of one group_id and device belong together
    image_count         INTEGER NOT NULL,           -- images the run looks at
    images_done         INTEGER NOT NULL DEFAULT 0, -- rows in outcomes
    images_failed       INTEGER NOT NULL DEFAULT 0, -- those of them with an error
    -- Copies that triggers keep, for lists: of efforts ...
    skips               TEXT NOT NULL DEFAULT '',   -- of every effort, cheapest first: 1,3,5 | none
    first_threshold_nats REAL,                      -- of effort 0, where images are routed by entropy
    -- ... of experiment_documents.config ...
    score               TEXT NOT NULL DEFAULT 'entropy', -- what routes: entropy | margin | max-prob
    first_threshold_score REAL,                     -- of effort 0, where it is not entropy: an image leaves at or above
    -- ... and of experiment_documents.report; NULL until the run has reported. Means are per image.
    accuracy            REAL,
    first_share         REAL,                       -- of the images, ended at effort 0
    break_even_share    REAL,
    delay_ms            REAL,
    throughput_img_s    REAL,
    energy_j            REAL,
    edp_js              REAL,
    edp_reduction       REAL,                       -- baseline EDP / this EDP
    -- The lease of the program that is writing this experiment; all NULL when none is.
    lease_id            TEXT,                       -- random, new with every holder
    lease_host          TEXT,
    lease_boot_id       TEXT,                       -- changes with every boot of the host
    lease_pid_namespace INTEGER,                    -- a pid means something only within its namespace
    lease_pid           INTEGER,
    lease_pid_start     INTEGER,                    -- clock ticks after boot at which that process began
    lease_heartbeat_utc TEXT,                       -- renewed about every second
    model_fingerprint   TEXT NOT NULL,              -- SHA-256 of the weights
    dataset_fingerprint TEXT NOT NULL,              -- SHA-256 over the content; of shards put together: over theirs
    note                TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 100000) -- last: it may be long
) STRICT;

INSERT INTO experiments_2 (id, experiment_id, group_id, status, created_utc, finished_utc, device, model, dataset,
    dataset_range, mode, rerun, precision, batch, image_count, images_done, images_failed, lease_id, lease_host,
    lease_boot_id, lease_pid_namespace, lease_pid, lease_pid_start, lease_heartbeat_utc, model_fingerprint,
    dataset_fingerprint)
SELECT id, experiment_id, group_id, status, created_utc, finished_utc, device, model, dataset,
    dataset_range, mode, rerun, precision, batch, image_count, images_done, images_failed, lease_id, lease_host,
    lease_boot_id, lease_pid_namespace, lease_pid, lease_pid_start, lease_heartbeat_utc, model_fingerprint,
    dataset_fingerprint
FROM experiments;

CREATE TABLE experiment_documents_2 AS SELECT id, config, threshold_source, environment, report FROM experiments;
DROP TABLE experiments;
ALTER TABLE experiments_2 RENAME TO experiments;

-- The long texts of an experiment, JSON all of them.
CREATE TABLE experiment_documents (
    experiment       INTEGER PRIMARY KEY REFERENCES experiments (id) ON DELETE CASCADE,
    config           TEXT NOT NULL CHECK (json_valid(config)),           -- everything that decides the run
    threshold_source TEXT NOT NULL CHECK (json_valid(threshold_source)), -- split, objective, on_reported_images
    environment      TEXT NOT NULL CHECK (json_valid(environment)),      -- commit, libraries, CPU, kernel, clocks, ...
    report           TEXT CHECK (report IS NULL OR json_valid(report))   -- an entry of results[] of `pivot run --json`
) STRICT;

CREATE TRIGGER config_inserted AFTER INSERT ON experiment_documents BEGIN
    UPDATE experiments SET
        score = coalesce(json_extract(NEW.config, '$.score'), 'entropy'),
        first_threshold_score = json_extract(NEW.config, '$.efforts[0].threshold_score')
    WHERE id = NEW.experiment;
END;
-- The numbers that lists show and sort by are those of the report, whoever writes it.
CREATE TRIGGER report_inserted AFTER INSERT ON experiment_documents WHEN NEW.report IS NOT NULL BEGIN
    UPDATE experiments SET
        accuracy = json_extract(NEW.report, '$.accuracy'),
        first_share = json_extract(NEW.report, '$.efforts[0].share'),
        break_even_share = json_extract(NEW.report, '$.break_even_share'),
        delay_ms = json_extract(NEW.report, '$.delay_ms'),
        throughput_img_s = json_extract(NEW.report, '$.throughput_img_s'),
        energy_j = json_extract(NEW.report, '$.energy_j'),
        edp_js = json_extract(NEW.report, '$.edp_js'),
        edp_reduction = json_extract(NEW.report, '$.edp_reduction')
    WHERE id = NEW.experiment;
END;
CREATE TRIGGER report_updated AFTER UPDATE OF report ON experiment_documents BEGIN
    UPDATE experiments SET
        accuracy = json_extract(NEW.report, '$.accuracy'),
        first_share = json_extract(NEW.report, '$.efforts[0].share'),
        break_even_share = json_extract(NEW.report, '$.break_even_share'),
        delay_ms = json_extract(NEW.report, '$.delay_ms'),
        throughput_img_s = json_extract(NEW.report, '$.throughput_img_s'),
        energy_j = json_extract(NEW.report, '$.energy_j'),
        edp_js = json_extract(NEW.report, '$.edp_js'),
        edp_reduction = json_extract(NEW.report, '$.edp_reduction')
    WHERE id = NEW.experiment;
END;
CREATE TRIGGER effort_inserted AFTER INSERT ON efforts BEGIN
    UPDATE experiments SET
        skips = (SELECT group_concat(skip, ' | ')
                 FROM (SELECT skip FROM efforts WHERE experiment = NEW.experiment ORDER BY effort)),
        first_threshold_nats = (SELECT threshold_nats FROM efforts WHERE experiment = NEW.experiment AND effort = 0)
    WHERE id = NEW.experiment;
END;

INSERT INTO experiment_documents (experiment, config, threshold_source, environment, report)
SELECT id, config, threshold_source, environment, report FROM experiment_documents_2;
DROP TABLE experiment_documents_2;
UPDATE experiments SET
    skips = coalesce((SELECT group_concat(skip, ' | ')
                      FROM (SELECT skip FROM efforts WHERE experiment = experiments.id ORDER BY effort)), ''),
    first_threshold_nats = (SELECT threshold_nats FROM efforts WHERE experiment = experiments.id AND effort = 0);

-- One index an order that a long list is paged by; every index ends with the row's id, which breaks ties.
CREATE INDEX experiments_by_creation ON experiments (created_utc);
CREATE INDEX experiments_by_name ON experiments (nullif(name, '') COLLATE NOCASE);
CREATE INDEX experiments_by_accuracy ON experiments (accuracy);
CREATE INDEX experiments_by_delay ON experiments (delay_ms);
CREATE INDEX experiments_by_energy ON experiments (energy_j);
CREATE INDEX experiments_by_edp ON experiments (edp_js);
CREATE INDEX experiments_by_edp_reduction ON experiments (edp_reduction);
CREATE INDEX experiments_by_group ON experiments (group_id);
CREATE INDEX experiments_in_progress ON experiments (status) WHERE status IN ('running', 'paused');
CREATE INDEX experiments_in_bin ON experiments (deleted_utc) WHERE deleted_utc IS NOT NULL;

-- Words that people put on experiments. Upper and lower case are one tag.
CREATE TABLE experiment_tags (
    experiment INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    tag        TEXT NOT NULL COLLATE NOCASE
                   CHECK (length(tag) BETWEEN 1 AND 64 AND tag = trim(tag) AND instr(tag, char(10)) = 0),
    PRIMARY KEY (experiment, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX experiment_tags_by_tag ON experiment_tags (tag, experiment);

-- Delays and energies that another instrument measured (a board, a power analyser), one row a row of the imported file.
-- They stand beside what the run found and never replace it.
CREATE TABLE measured_costs (
    id            INTEGER PRIMARY KEY,
    experiment    INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    effort        INTEGER CHECK (effort >= 0),       -- 0 = the cheapest; NULL: an image on its whole way
    delay_ms      REAL CHECK (delay_ms > 0),         -- mean per image
    delay_sd_ms   REAL CHECK (delay_sd_ms >= 0),     -- standard deviation over the samples
    delay_samples INTEGER CHECK (delay_samples > 0),
    energy_j      REAL CHECK (energy_j > 0),         -- mean per image
    energy_sd_j   REAL CHECK (energy_sd_j >= 0),
    energy_samples INTEGER CHECK (energy_samples > 0),
    instrument    TEXT NOT NULL,                     -- what measured it, as the file or the person says
    note          TEXT NOT NULL DEFAULT '',
    source_file   TEXT NOT NULL,                     -- name of the imported file
    source_sha256 TEXT NOT NULL CHECK (length(source_sha256) = 64),
    source_line   INTEGER NOT NULL,                  -- of that file
    imported_utc  TEXT NOT NULL,
    UNIQUE (experiment, source_sha256, source_line), -- a file that is imported twice counts once
    CHECK (delay_ms IS NOT NULL OR energy_j IS NOT NULL)
) STRICT;

-- The shards that an experiment was put together from, so that merging their files again brings no doubles.
CREATE TABLE united_shards (
    shard_id    TEXT PRIMARY KEY,                    -- experiment_id of the shard
    experiment  INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    shard_index INTEGER NOT NULL,
    host        TEXT NOT NULL                        -- that ran it last
) STRICT, WITHOUT ROWID;
CREATE INDEX united_shards_by_experiment ON united_shards (experiment);

-- Tidy: one row an experiment, one column a number; numbers are NULL until the run has reported. What is in the bin is
-- left out.
CREATE VIEW experiment_summary AS
SELECT
    e.experiment_id,
    e.group_id,
    e.name,
    e.starred,
    (SELECT group_concat(tag, ', ') FROM (SELECT tag FROM experiment_tags WHERE experiment = e.id ORDER BY tag)) AS tags,
    e.note,
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
    e.shard_index,
    e.shard_count,
    e.image_count,
    e.images_done,
    e.images_failed,
    e.skips,
    e.score,
    e.first_threshold_nats,
    e.first_threshold_score,
    (SELECT count(*) FROM segments WHERE experiment = e.id) AS segments,
    json_extract(d.threshold_source, '$.split') AS thresholds_chosen_on,
    json_extract(d.threshold_source, '$.objective') AS thresholds_chosen_for,
    e.accuracy,
    e.first_share,
    e.break_even_share,
    e.delay_ms,
    e.throughput_img_s,
    e.energy_j,
    e.edp_js,
    json_extract(d.report, '$.delay_provenance.kind') AS delay_provenance,
    json_extract(d.report, '$.energy_provenance.kind') AS energy_provenance,
    json_extract(d.report, '$.baseline.delay_ms') AS baseline_delay_ms,
    json_extract(d.report, '$.baseline.energy_j') AS baseline_energy_j,
    json_extract(d.report, '$.baseline.edp_js') AS baseline_edp_js,
    json_extract(d.report, '$.baseline.accuracy') AS baseline_accuracy,
    e.edp_reduction,
    (SELECT group_concat(DISTINCT instrument) FROM measured_costs WHERE experiment = e.id) AS measured_with
FROM experiments AS e JOIN experiment_documents AS d ON d.experiment = e.id
WHERE e.deleted_utc IS NULL;
