export interface ErrorCodeEntry {
  /** Whether the same call may succeed later without a change by a person. */
  readonly retryable: boolean;
  /** What it means and how to mend it: one line, quoted by docs/errors.md. */
  readonly summary: string;
}

const data = (summary: string): ErrorCodeEntry => ({ retryable: false, summary });
const passing = (summary: string): ErrorCodeEntry => ({ retryable: true, summary });

/** Every code that Leat throws. A code that goes away stays here, marked retired with its version. */
export const errorCodes = {
  // Pipelines and plans
  PIPELINE_UNKNOWN: data('No pipeline of that name is declared; the message lists the known ones.'),
  PIPELINE_INVALID: data('A pipeline file or JSON specification does not have the published form.'),
  PARAMETER_INVALID: data('A parameter of a pipeline or a stage is unknown or has a wrong value.'),
  PLAN_CYCLE: data('Stages feed each other in a circle; the message names them in order.'),
  STAGE_NAME_DUPLICATE: data('Two stages of one plan have the same name: give one another by { as }.'),
  STAGE_INPUT_UNKNOWN: data('A stage is wired to an input, a stage or an output that does not exist.'),
  STAGE_INPUT_MISSING: data('An input that the stage needs is not wired.'),
  STAGE_INPUT_KIND: data('An artifact of the wrong kind is wired to an input.'),
  STAGE_UNUSED: data('A stage is declared, but nothing that the pipeline returns depends on it.'),
  STAGE_UNKNOWN: data('A plan names a stage that this worker does not know.'),
  CODE_UNKNOWN: data('The code of an earlier run was not kept, so that nothing can be planned by it.'),
  STAGE_FAILED: passing('Code of a stage threw an error without a code; the cause has its text.'),
  STAGE_OUTPUT_INVALID: data('A stage returned something else than its declared outputs.'),
  STAGE_NOT_WAITING: data('An order about a stage came when it did not wait for one; the message has its state.'),
  MAP_FAILED: data('More items of a mapped stage failed than its author allows; the message has the first.'),
  APPROVAL_REJECTED: data('A person, or the passing of the deadline, rejected what a stage asked approval for.'),
  WAITING: passing('What a stage waits for is not there yet: it looks again until its deadline.'),
  WAIT_EXPIRED: data('What a stage waited for did not come before its deadline; the message says what was last seen.'),
  STAGE_TIMEOUT: passing('A stage gave no answer within its time-out, or its worker was lost, in every try.'),
  CANCELLED: data('The run was cancelled.'),
  WORKER_STOPPED: passing('A worker left before the stage was done; another one takes it, from its checkpoint.'),

  // The Temporal server
  TEMPORAL_NOT_FOUND: data(
    'No Temporal server, and no program to start one, could be found, downloaded or built; the message says what was tried.',
  ),
  TEMPORAL_START_FAILED: data("The Temporal server ended at its start, or was not ready in time; the message quotes its log's end."),

  // Schedules
  SCHEDULE_INVALID: data('A schedule has an unknown field, a wrong value, or times that cannot be read; the message names it.'),
  SCHEDULE_UNKNOWN: data('No schedule of that name exists; the message has the nearest one.'),
  SCHEDULE_EXISTS: data('A schedule of that name exists: choose another name, or delete it first.'),
  BACKFILL_RUNNING: data('A backfill of the schedule is running: wait for its end, or cancel its workflow.'),
  BACKFILL_INVALID: data('The range of a backfill is wrong way round, in the future or without an interval; the message has it.'),

  // Configuration, client and command line
  CONFIG_INVALID: data('The config file or an environment variable has an unknown name or a wrong value; the message names it.'),
  TEMPORAL_UNREACHABLE: passing('No Temporal server answers at the address: start one, or set TEMPORAL_ADDRESS.'),
  WORKER_MISSING: passing('No worker answers on the task queue: start one with `leat worker`.'),
  SEARCH_ATTRIBUTES_MISSING: data(
    'The Temporal namespace does not know the search attributes of Leat, and a worker may not register them; its message says what to type.',
  ),
  RUN_STUCK: passing('Workers take a run and fail at its workflow, for instance by other code; the message has their words.'),
  RUN_FAILED: data('A run ended without a result; the message has the stage and its error.'),
  RUN_LOST: data('The workflow of a run was terminated, timed out, or is unknown to Temporal; "leat resume" goes on where it stopped.'),
  REPORT_MISSING: data('A run has no evaluation page: none of its stages evaluates a model, or none got that far.'),
  FOLDER_NOT_EMPTY: data('A new project is only made in a new or an empty folder.'),
  USAGE_INVALID: data('A command was given an argument or option that it does not take; see its --help.'),

  // Tables
  SHAPE_MISMATCH: data('Two arrays that belong together differ in length or width.'),
  SCHEMA_COLUMN_MISSING: data('A column that is needed is not in the table.'),
  SCHEMA_COLUMN_DUPLICATE: data('A table has two columns of one name.'),
  SCHEMA_TYPE_MISMATCH: data('A column or value has another type than declared.'),
  ARROW_INVALID: data('A file or stored part is not Arrow IPC that Leat can read.'),
  SCHEMA_COLUMN_UNKNOWN: data('Rows have a column that the schema does not know.'),
  SCHEMA_TYPE_UNSUPPORTED: data(
    'A column is nested, binary or of another type that tables do not hold: leave it out, or make it a text or a number.',
  ),
  SCHEMA_INTEGER_TOO_LARGE: data('A whole number is beyond ±(2^53 − 1) and would lose digits: declare the column as string or number.'),

  // Sources
  SOURCE_FILE_MISSING: data('A source file is not there; the message lists the data roots that were looked in.'),
  SOURCE_PATH_FORBIDDEN: data('A source file lies outside the data roots, perhaps through a symbolic link.'),
  SOURCE_FILE_EMPTY: data('A source file has no bytes.'),
  SOURCE_NO_ROWS: data('A source has columns, but not one row.'),
  SOURCE_FORMAT_UNKNOWN: data('The name of a source file does not tell its format: give one.'),
  SOURCE_FILE_INVALID: data('A source file is damaged, or of another format than its name or declaration says.'),
  SOURCE_FILE_CHANGED: passing('A source file was written to while it was read.'),
  SOURCE_ROW_RAGGED: data('A row of a CSV file has more or fewer values than its header; the message has the line.'),
  SOURCE_REJECTED_TOO_MANY: data('More rows of a source were rejected than its declaration allows.'),
  SOURCE_UNREACHABLE: passing('The server of a source does not answer.'),
  SOURCE_TIMEOUT: passing('The server of a source did not answer in time.'),
  SOURCE_RATE_LIMITED: passing('The server of a source kept answering that it is asked too often.'),
  SOURCE_SERVER_ERROR: passing('The server of a source failed by its own account (5xx).'),
  SOURCE_REQUEST_REFUSED: data('The server of a source refused the request (4xx), perhaps for a wrong address or secret.'),
  SOURCE_REPLY_INVALID: data('The reply of a source is not JSON, or has no list of rows where its declaration says.'),
  SOURCE_QUERY_FAILED: data('A database refused the query of a source; the message has its reason.'),
  ADDRESS_FORBIDDEN: data(
    'A request would go to an address of this machine or of a private network: name it in `network.allow` if it is meant. Addresses of the link and of a cloud itself are never reached.',
  ),
  DESTINATION_FORBIDDEN: data('A file to be written lies outside the data roots, perhaps through a symbolic link.'),
  DESTINATION_UNWRITABLE: data('A file cannot be written: its folder is not there, or the message has what the system said.'),
  DESTINATION_REFUSED: data('A database refused rows that were to be written; the message has its reason.'),
  DESTINATION_UNREACHABLE: passing('The database that rows are to be written to does not answer.'),
  SECRET_MISSING: data('A secret is not set: give it as LEAT_SECRET_<NAME>.'),

  // Expectations
  EXPECTATION_FAILED: data('Rows break an expectation of severity error; the message names column, rule, count and the first row.'),
  EXPECTATION_INVALID: data('An expectation cannot be applied to a column of that type.'),

  // Stores
  JSON_UNREPRESENTABLE: data('A value that is to be stored or hashed has a part that JSON cannot hold (NaN, undefined, a class).'),
  DIGEST_INVALID: data('A text is not a digest: "sha256:" and 64 lower-case hexadecimal digits are expected.'),
  STORE_UNSUPPORTED: data('The address of a store has a form that this version cannot open; the message lists those it can.'),
  ARTIFACT_MISSING: data(
    'An artifact is not in the store: it was cleaned away, or another store is configured than the one it was written to.',
  ),
  ARTIFACT_UNKNOWN: data('No recorded artifact has a digest that begins as the given one does.'),
  ARTIFACT_AMBIGUOUS: data('Several artifacts have digests that begin as the given one does: give more of it.'),
  ARTIFACT_CORRUPT: data(
    'The stored bytes of an artifact no longer have its digest; they were set aside: run again, and what made it makes it anew.',
  ),
  ARTIFACT_KIND: data('An artifact is of another kind than the one that was asked for.'),
  STORAGE_FULL: passing('The disk of a store is full: free room; what waits goes on by itself.'),
  STORAGE_READ_ONLY: data('A store cannot be written to: mend its permissions or its mount.'),
  STORAGE_FAILED: passing('The file system below a store refused an operation; the message has its reason.'),
  METADATA_LOCKED: passing('Another process held the metadata database longer than the time-out.'),
  METADATA_UNREACHABLE: passing('The metadata database does not answer, or cannot be opened.'),
  METADATA_TOO_NEW: data('The metadata database was written by a newer version of Leat: use that version.'),
  METADATA_CORRUPT: data(
    'The file of the metadata database is damaged, or no database: put a copy of it back, or move it away to begin anew.',
  ),
  METADATA_FAILED: data('The metadata database refused a statement; the message has its reason.'),
  ATTEMPT_UNKNOWN: data('An attempt ended that was never begun.'),
  RUN_AMBIGUOUS: data('Several runs have an id that begins as the given one does: give more of it.'),
  RUN_IN_PROGRESS: data('What is asked for needs that no run goes on; the message names one that does.'),
  RUN_OVER: data('An order was given to a run that is over: "leat resume" goes on where it stopped.'),
  IDEMPOTENCY_KEY_REUSED: data('An Idempotency-Key came a second time within 24 hours, with another request: choose a new one.'),
  RUN_UNKNOWN: data('No run of that id is recorded.'),
  MODEL_VERSION_IN_USE: data('An alias points to the version that is to be deleted, or it is being released there; the message names it.'),
  MODEL_VERSION_UNKNOWN: data('No such version of a model is registered.'),

  // Events and webhooks
  PIPELINE_DECLARED: data('A pipeline of that name stands in the files of the project: change it there.'),
  EVENT_INVALID: data('What was posted is no CloudEvent of version 1.0, or a batch of them; the message names the attribute.'),
  EVENT_UNKNOWN: data('No event of that key is kept; `leat events list` shows those that are.'),
  EVENT_MAPPING_FAILED: data(
    'An event matches a pipeline, but its condition or parameters cannot be had from it: mend `onEvent`, then replay the event.',
  ),
  WEBHOOK_INVALID: data('A webhook has an address or a list of events that cannot be used; the message names the field.'),
  SEALED_OTHERWISE: passing(
    'A secret in the metadata store was sealed by another key than this process has: set LEAT_SEALING_KEY alike for servers and workers.',
  ),
  WEBHOOK_UNKNOWN: data('No webhook, or delivery of it, has that id.'),

  // Alerts
  ALERT_REFUSED: passing('A receiver of alerts did not accept an event: it answered with an error, too late or not at all.'),
  ALERT_CHANNEL_INVALID: data('The address or the secret of a configured alert channel cannot be used; the message names the channel.'),
  ALERT_CHANNEL_MISSING: data('No alert channel is configured: give one a name below `alerts.channels` of leat.config.ts.'),
  ALERT_CHANNEL_UNKNOWN: passing('No alert channel of that name is in the configuration of this process; the message has the nearest one.'),

  // Registry and serving
  CHALLENGE_LOST: data(
    'The new version is not surely better than the champion on the same fresh rows; the message has both figures and the interval.',
  ),
  RELEASE_POINTLESS: data('The alias points to the version already that is to be released.'),
  RELEASE_UNKNOWN: data('No release of the model is under way, or none has that id.'),
  GATE_REFUSED: data(
    'A gate kept a model from being registered: the message has the metric, what was expected and what the evaluation has.',
  ),
  EVALUATION_MISMATCH: data('An evaluation is of another model than the one it is given beside.'),
  MODEL_UNKNOWN: data('No model, alias or version of that name is served.'),
  MODEL_NOT_READY: passing('The model is known, but its session is still being loaded, or could not be; the message says which.'),
  MODEL_REFERENCE_INVALID: data('A model is written NAME, NAME@ALIAS or NAME:VERSION.'),
  MODEL_TOO_LARGE: data('A model alone takes more memory than the server may have for all of them.'),
  EXPLANATION_UNAVAILABLE: data('The model keeps nothing to explain its predictions with; the message says which models do.'),
  MODEL_WITHOUT_COLUMNS: data('The graph of an imported model does not take columns of rows: use the /v2 protocol with its own tensors.'),
  TENSOR_INVALID: data('A tensor of an inference request has a wrong name, datatype, shape or value; the message names the input.'),
  INFERENCE_FAILED: passing('ONNX Runtime refused or lost an inference; the message has its reason.'),
  INFERENCE_OVERLOADED: passing('More inferences wait than the pool takes: slow down and repeat.'),
  INFERENCE_TIMED_OUT: passing('An inference had no answer within its time; what was still waiting has not run.'),
  INFERENCE_ABANDONED: passing('Whoever asked for an inference has left before it ran.'),
  REQUEST_INVALID: data('The body, query or path of a request does not have the documented form; the message names the field.'),
  ROUTE_UNKNOWN: data('No route of the HTTP server has that path.'),
  KEY_MISSING: data('This server asks for a key: send `Authorization: Bearer KEY`; `leat keys create` makes one.'),
  KEY_INVALID: data('The key that was sent is unknown, revoked or expired.'),
  KEY_LIMITED: data('The key that was sent may only touch the pipelines and models that the message lists.'),
  KEY_UNKNOWN: data('No key has that id; `leat keys list` shows those that there are.'),
  ROLE_TOO_SMALL: data('The key that was sent has a role that may not do this; the message has the least that may.'),
  REQUEST_FOREIGN: data('A server that asks for no key only answers its own machine; a proxy or a page of another origin needs a key.'),
  RATE_LIMITED: passing('More requests came with a key, or from an address, than a second may have: wait as long as Retry-After says.'),
  SERVER_UNPROTECTED: data(
    'The server would be reached from other machines, and there is no key: make one with `leat keys create`, or say `--insecure`.',
  ),
  URL_TOO_LONG: data('The address of a request is longer than the server takes.'),
  HEADERS_TOO_LARGE: data('The headers of a request are larger than the server takes.'),
  REQUEST_TIMED_OUT: passing('A request was sent too slowly: its headers or its body did not come in time.'),
  PRECONDITION_FAILED: data('Somebody has changed it since it was read (If-Match): read it again, then decide.'),
  METHOD_NOT_ALLOWED: data('The path exists, but not with that method; the Allow header lists the methods.'),
  CONTENT_TYPE_UNSUPPORTED: data('The body of a request has a content type that the route does not read.'),
  BODY_TOO_LARGE: data('The body of a request is larger than the server takes, as it comes or unpacked.'),
  CONTENT_ENCODING_INVALID: data('The body of a request is packed in a way that the server does not read: gzip and deflate are.'),
  RANGE_UNSATISFIABLE: data('A requested byte range lies outside the artifact.'),
  SERVER_STOPPING: passing('The server is shutting down: repeat the request on another one.'),
  INTERNAL: passing('The server failed in an unforeseen way; its log has the error under the request id.'),
  PORT_IN_USE: data('Another process listens on the port: stop it, or choose another by LEAT_PORT.'),
  ADDRESS_UNUSABLE: data('The server cannot listen on the address; the message has the reason.'),

  // Recipes and expressions
  RECIPE_INVALID: data('A recipe does not have the documented form, or a step has an unknown option; the message names both.'),
  WINDOW_ORDER_MISSING: data('A row has no value in the column that says which rows are earlier: leave such rows out.'),
  RECIPE_TARGET_MISSING: data('A stage that predicts got a recipe that says of no column that it is the target.'),
  RECIPE_TRANSFORM_UNKNOWN: data('A step of a recipe names a transform that does not exist, or a fitted one of another version.'),
  RECIPE_COLUMN_TYPE: data('A step cannot work on a column of this type: select other columns, or change the column first.'),
  RECIPE_COLUMN_EMPTY: data(
    'A column has no value in the training rows, so nothing can be learned from it: drop it, or impute a constant.',
  ),
  RECIPE_VALUE_NOT_FINITE: data('A feature has a missing or infinite value where a number is needed: impute the column, or drop it.'),
  RECIPE_NO_FEATURES: data('Nothing is left to learn from after the last step of a recipe.'),
  RECIPE_NO_ROWS: data('A recipe was to be fitted on a table without rows.'),
  RECIPE_CATEGORY_UNKNOWN: data("A text was not seen in training, and the recipe encodes with unknown: 'error'."),
  EXPRESSION_INVALID: data('An expression is outside the documented subset; the message has the position and what was expected.'),

  // ONNX files and models
  ONNX_INVALID: data('A file is empty, truncated, or not an ONNX model.'),
  ONNX_DOMAIN_UNKNOWN: data('An ONNX model needs operators of a domain that ONNX Runtime does not bring.'),
  ONNX_TOO_LARGE: data('An ONNX file is larger than may be imported; the message has both sizes.'),
  ONNX_EXTERNAL_DATA: data(
    'An ONNX model keeps weights in a file that is missing, too short, or outside its folder; the message names it.',
  ),
  ONNX_OPSET_UNSUPPORTED: data('An ONNX model needs a newer operator set than this ONNX Runtime has.'),
  ONNX_MERGE_REFUSED: data(
    'An ONNX model cannot be joined with the rest of a graph: an operator means something else in the other operator set, or the model brings functions; the message says which to export it with.',
  ),
  GRAPH_NAME_DUPLICATE: data('Two inputs or outputs of a model graph would have one name: rename the column.'),
  PARITY_EXCEEDED: data('The exported graph and the training code differ by more than the documented tolerance.'),
  PREDICT_COLUMN_MISSING: data('Rows to predict lack a column that the model takes.'),
  PREDICT_COLUMN_UNKNOWN: data('Rows to predict have a column that the model does not know.'),
  PREDICT_TYPE_MISMATCH: data('A column or value to predict from has another type than in training.'),
  PREDICT_CATEGORY_UNKNOWN: data('A text to predict from was not seen in training, and the recipe refuses such.'),
  PREDICT_NOT_FINITE: data('The model gives no finite number for a row: a value is missing or out of range that its recipe does not mend.'),
  PREDICT_OUTPUT_INVALID: data('The graph of a model has other outputs than its signature promises.'),

  // Splitting, training, metrics
  SPLIT_EMPTY: data('A split would leave a part without rows: change the fraction, or what it is split by.'),
  SPLIT_VALUE_MISSING: data('A row lacks the time or the fold by which it is to be split.'),
  TUNING_FAILED: data('No trial of a search could be scored; the message has why the first one could not.'),
  FOLDS_IMPOSSIBLE: data('There are fewer rows, or groups of rows, than folds.'),
  TARGET_VALUE_MISSING: data('Rows have no value of the target: leave them out by `dropMissing` of split.'),
  TARGET_TYPE: data('The target column has a type, or values, that the task cannot have.'),
  TARGET_ONE_CLASS: data('All rows are of one class, so that nothing can be told apart.'),
  TARGET_CLASS_UNKNOWN: data('Rows have a class that the model was not trained on.'),
  SAMPLE_NOT_FINITE: data('A target to train on is not a finite number, or beyond what float32 holds.'),
  SAMPLE_WEIGHT_INVALID: data('A weight of a row is missing, negative or infinite, all are 0, or the column holds no numbers.'),
  SAMPLE_TOO_LARGE: data('The prepared features would not fit into memory: train on fewer rows or features.'),
  TRAINING_DIVERGED: data(
    'A training has ended with a model that gives no finite numbers for rows it learned from: lower the learning rate, or scale target and features.',
  ),
  TABLE_TOO_LARGE: data(
    'What a stage asks of a table at once would not fit into memory: let it work part by part, or on fewer rows or columns.',
  ),
  TRAINER_UNKNOWN: data('No trainer of that name exists; the message has the nearest one.'),
  TRAINER_TASK: data('A trainer, or a target, is of another task than the rest.'),
  METRIC_UNKNOWN: data('No metric of that name exists; the message has the nearest one.'),
  METRIC_PARAMETER_INVALID: data('A metric lacks the number behind its @, or has one that is out of range.'),
  THRESHOLD_CLASSES: data('A number parts two classes, and costs are for as many as they have rows; the target has others.'),
  THRESHOLD_METRIC: data('A threshold is to be chosen by a metric of probabilities, which no threshold changes.'),
  METRIC_TASK: data('A metric of classification is asked of regression, or the reverse.'),
  METRIC_UNDEFINED: data('A metric has no value on these rows, such as ROC AUC on rows of one class.'),
  PROFILE_MISSING: data('A model has no profile of its training rows: it was imported, so drift cannot be measured against it.'),
  MONITOR_NO_ROWS: data('There are no rows to compare with those of the training.'),
  MONITOR_REFERENCE_MISSING: data('A measure of drift needs rows of the reference: wire them to `monitor` as `reference`.'),
  EXTERNAL_COMMAND_MISSING: data('The program of an external training is not there, or may not be started.'),
  EXTERNAL_FAILED: data('The program of an external training ended with an error; the message has its last lines.'),
  EXTERNAL_TIMED_OUT: data('The program of an external training took longer than its time limit, and was ended.'),
  EXTERNAL_MEMORY_EXCEEDED: data('The program of an external training took more memory than its limit, and was ended.'),
  EXTERNAL_NO_MODEL: data('The program of an external training ended without writing model.onnx in its working folder.'),
  EXTERNAL_PREDICTIONS_INVALID: data('What an external training says that its model predicts does not have the form or width of its task.'),
  PRETRAINED_INTERFACE: data(
    'A pretrained graph does not take a matrix of features or columns of rows, or does not give what its task needs.',
  ),
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof errorCodes;
