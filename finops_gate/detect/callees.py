"""What a call does with a value that is passed to it, told by the callee's name, the same in every language."""

from __future__ import annotations

from finops_gate.base.patterns import lazy
from finops_gate.detect.slots import Claim, claim, parameter, words

ENVIRONMENT = frozenset(
    """
    getenv get_env getEnv env env_var envVar LookupEnv Getenv lookup_env GetEnvironmentVariable getenv_or
    environ getEnvOrDefault getEnvVar optionalEnv requireEnv env_or get_env_var config_env_or fetch_env
    System.get_env
    """.split()
)
ENVIRONMENT_OBJECTS = frozenset(
    """
    environ env ENV Environment environment process.env
    """.split()
)
WRAPPERS = frozenset(
    """
    str string String Some Ok Just Optional of ofNullable List.of listOf asList Arrays.asList arrayOf setOf
    Set.of tuple list set frozenset to_string to_owned toString into from as_str useState useRef ref reactive
    $state $derived $bindable writable shallowRef signal createSignal observable atom mutableStateOf MutableStateFlow
    remember Field field Option Argument Opt Param Query Body Form Header Depends
    mapped_column Column CharField TextField StringField String? cast typing.cast default Default orElse or_else
    Or FirstNonEmpty firstNonEmpty coalesce Coalesce CoalesceOrEmpty ifNull first_non_empty
    or_default WithDefault withDefault DefaultValue defaultValue InstanceType
    unwrap_or unwrap_or_else getOrElse ifEmpty ifBlank freeze strip trim lower toLowerCase literal
    literally Literal? lambda cell NewString Ptr Pointer String_ StringPtr F var Var Str SecretStr
    """.split()
)
LOGS = frozenset(
    """
    print println printf puts p pp log debug info warn warning error exception critical fatal trace notice echo
    cout Println Printf Errorf Sprintf sprintf fprintf format Format Fatalf Infof Warnf Debugf write writeln
    abort raise panic secho cprint logger console Error Exception ValueError TypeError RuntimeError
    NotImplementedError KeyError IllegalArgumentException InvalidArgumentException UsageError BadParameter outro
    intro note ConfigurationError assert assertEqual assertEquals expect describe it t i18n translate gettext _
    HTTPException toast alert confirm prompt notify render_template input readline question
    """.split()
)
COMPARES = frozenset(
    """
    startswith startsWith starts_with StartsWith endswith endsWith ends_with EndsWith includes include? contains
    Contains equals Equals equalsIgnoreCase match matches Match test indexOf IndexOf find search has Has
    HasPrefix HasSuffix in_array str_contains str_starts_with isin index remove removeprefix removesuffix
    replace split eq ne EqualFold start_with? end_with? compare localeCompare is_ supports supportsModel delete
    discard add_special issubset
    """.split()
)
_COMPARING = frozenset({("contains",), ("starts",), ("ends",), ("includes",), ("equals",), ("matches",)})
"""First words of the names of a program's own comparisons: ``ContainsAny(id, "whisper", "embed")``."""
NOT_SPENDING = frozenset(
    """
    retrieve encoding_for_model get_encoding from_pretrained get_model_info getModelInfo encodingForModel
    get_encoding_for_model count_tokens countTokens list lookup register registerModel setenv delenv patch mock
    pull pullModel download validate validateModel is_supported isSupported get_max_tokens getMaxTokens
    token_counter nameof typeof
    """.split()
)
_PARAMETER_WORDS = frozenset("max num reasoning thinking budget service candidate effort best".split())
"""First words of a billed parameter's name, as its setter says them."""
_ASKING = frozenset(
    "get fetch find count num number calculate calc compute estimate encode decode tokenize truncate trim fit".split()
)
_MEASURES = frozenset(
    """
    token tokens tokenizer tokenizers encoding encodings encoder bpe vocabulary window price prices pricing cost
    costs limit limits space capabilities
    """.split()
)
"""With a verb before them: what is asked about a model, for which no model is called."""
_SPEAKS = frozenset(
    """
    model llm chat completion completions embedding embeddings embed generate agent ai gpt claude gemini lm
    ollama anthropic mistral bedrock groq cohere vertex fallback fallbacks realtime assistant transcription speech
    """.split()
)
_SEE_THROUGH = frozenset(
    """
    default default_value defaultvalue defaultValue initial initial_value fallback value const flag_value
    envDefault default_factory defaultFactory
    """.split()
)


_NOT_SPENDING = frozenset("".join(words(name)) for name in NOT_SPENDING)


_TAKING = frozenset({"get", "create", "make", "build", "of", "from", "for", "select", "use", "default", "config"})
_MAKES = frozenset({"factory", "config", "configs", "builder", "client", "provider", "providers"})
"""Words of receivers that hand out something to call, not something to read."""


def last(callee: tuple[str, ...]) -> str:
    """The last name of a callee, or empty."""
    return callee[-1] if callee else ""


def reads_environment(callee: tuple[str, ...]) -> bool:
    """``os.getenv``, ``os.environ.get``, ``ENV.fetch``, ``env``..."""
    name = last(callee)
    holder = callee[-2] if len(callee) > 1 else ""
    return (name in ENVIRONMENT and holder != "Application") or holder in ENVIRONMENT_OBJECTS | ENVIRONMENT


_LISTING = frozenset(
    """
    listOf mutableListOf arrayListOf arrayOf listOfNotNull setOf mutableSetOf linkedSetOf asList newArrayList
    """.split()
)
_COLLECTIONS = frozenset({"List", "Set", "ImmutableList", "ImmutableSet", "Stream", "Seq", "Lists"})


def makes_list(callee: tuple[str, ...]) -> bool:
    """True for a call whose arguments are a list's elements: ``listOf("a", "b")``, ``List.of("a", "b")``."""
    name = last(callee)
    return name in _LISTING or (name == "of" and len(callee) > 1 and callee[-2] in _COLLECTIONS)


_CARDS = frozenset("model models info card spec option choice entry metadata descriptor definition item".split())
_MAKING = frozenset("new create make init of from build".split())


def makes_card(callee: str) -> bool:
    """True for a call named after what there is to choose from: ``ModelInfo``, ``Models::A.new``, ``llm.NewModel``."""
    parts = callee.split(".")
    if parts[-1] == "new" and words(parts[-3] if len(parts) > len(("OpenAi", "new")) else "") == ("models",):
        return True
    said = [word for word in words(".".join(callee.split(".")[-2:])) if word not in _MAKING]
    return said[-1:] != [] and said[-1] in _CARDS


def is_table(callee: tuple[str, ...]) -> bool:
    """True for a call whose arguments are names and values in turn: ``Map.of("model", "gpt-4o")``."""
    return last(callee) in ("of", "entry") and len(callee) > 1 and callee[-2].endswith("Map")


_DIVIDERS = (
    ("tokenizer",),
    ("tokenizers",),
    ("tiktoken",),
    ("tik", "token"),
    ("text", "splitter"),
    ("tiktoken", "encoder"),
)
"""Last words of what divides a text, and is told for which model."""


def divides(name: str) -> bool:
    """True for a tokenizer or what splits texts by one: its model says which vocabulary, and answers nothing."""
    said = words(name)
    return any(said[-len(tail) :] == tail for tail in _DIVIDERS)


def mentions(callee: tuple[str, ...]) -> str:
    """Why an argument of this call spends nothing (``log``, ``comparison``, ``lookup``); empty when it may."""
    name = last(callee)
    if any(map(divides, callee[-2:])):
        return "lookup"
    if prompts_model(callee):
        return ""
    if name in COMPARES or words(name)[:1] in _COMPARING:
        return "comparison"
    if "".join(words(name)) in _NOT_SPENDING or _measures(name):
        return "lookup"
    if sought := seeks(callee):
        return sought
    if len(callee) > 1 and "".join(words(name)) in _RECORDING:
        return "log"
    if name in LOGS or (len(callee) > 1 and callee[-2] in ("console", "logger", "log", "logging", "Log", "fmt")):
        return "log"
    if name.endswith(("Error", "Exception")):
        return "log"
    return ""


_RECORDING = frozenset(
    """
    capture track logevent recordevent sendevent trackevent captureevent setattribute setattributes settag settags
    """.split()
)
"""Methods (letters only) that tell an observer what happened: PostHog, Segment, OpenTelemetry, Sentry."""
_ASKED = frozenset({"client", "openai", "assistant"})


def prompts_model(callee: tuple[str, ...]) -> bool:
    """True for ``openai.prompt(text, "gpt-4o")``, which asks a model; ``click.prompt("Model")`` asks people."""
    if len(callee) < 2 or last(callee) != "prompt":
        return False
    return not (_ASKED | _SPEAKS).isdisjoint(words(callee[-2]))


QUERY = "query"
"""The mention of what records are looked for by."""
FOUND = "found"
"""The mention of what one record is looked for by. A migration finds it to alter it; elsewhere it is what is used."""
_SEEKING = {
    **dict.fromkeys(("where", "wherenot", "rewhere", "filterby", "findwhere", "existsby"), QUERY),
    **dict.fromkeys(("findby", "findoneby"), FOUND),
}
"""Calls (letters only) that look for records by what these hold: Active Record, SQLAlchemy, Doctrine, Eloquent."""


def seeks(callee: tuple[str, ...]) -> str:
    """Why an argument of a call that looks for records spends nothing: ``models.find_by(name: "gpt-4o")``; or empty."""
    return _SEEKING.get("".join(words(last(callee).rstrip("!?"))), "") if len(callee) > 1 else ""


def _measures(name: str) -> bool:
    """True for a call that only asks for a number or a vocabulary: ``get_bpe_from_model``, ``count_chat_tokens``."""
    said = words(name)
    return len(said) > 1 and said[0] in _ASKING and not _MEASURES.isdisjoint(said[1:])


def only_measures(function: str) -> bool:
    """True for a function that counts: the model that it names is asked for its tokens, not for an answer."""
    said = words(function)
    counts = said[-1:] in (("length",), ("count",), ("limit",), ("window",)) and not {"token", "tokens"}.isdisjoint(
        said
    )
    return counts or _measures(function)


def migrates(function: str) -> bool:
    """True for a function that rewrites settings which somebody has stored: ``migrateSettings``."""
    return "migrat" in function.lower() and not {"migrate", "migration", "migrations"}.isdisjoint(words(function))


def registers(callee: tuple[str, ...]) -> bool:
    """True for a function that only makes a model known: ``register(Chat("gpt-4o"), aliases=["4o"])``."""
    return len(callee) == 1 and callee[0] in ("register", "register_model", "registerModel", "RegisterModel")


def setter_slot(callee: tuple[str, ...]) -> str:
    """The slot that a setter's or builder's name says (``withModel``, ``setModelName``, ``.model``), or empty."""
    name = last(callee)
    parts = words(name)
    if not parts or parts[0] in ("get", "is", "has", "find", "load", "list", "count", "validate", "parse", "supports"):
        return ""
    if claim(name) is Claim.STRONG:
        return name
    rest = parts[1:] if parts[0] in ("set", "with", "use") else parts
    return name if rest and rest[0] in _PARAMETER_WORDS and parameter("_".join(rest)) is not None else ""


def names_engine(callee: tuple[str, ...]) -> bool:
    """True for a builder's step that says on which engine or deployment something runs."""
    return words(last(callee)) in (("engine",), ("deployment",), ("with", "engine"), ("set", "engine"))


def is_value_type(callee: tuple[str, ...]) -> bool:
    """True for a type that only wraps an id: ``ModelId("gpt-4o")``, ``new ModelName("gpt-4o")``."""
    name = last(callee)
    return name[:1].isupper() and words(name)[-2:] in (("model", "id"), ("model", "name"))


def speaks_to_model(callee: tuple[str, ...]) -> bool:
    """True when a callee's name says that it talks to a model: ``ChatModel``, ``LLM``, ``create_agent``."""
    if prompts_model(callee):
        return True
    if last(callee) == "new":
        callee = callee[:-1]  # ChatCompletionRequest::new: what is made says it
    said = set(words(last(callee)))
    if said <= _TAKING:  # LLMFactory.create("openai", "gpt-4o"), ModelsConfig.default().get("gpt-4o")
        said.update(word for name in callee[:-1] for word in words(name) if _MAKES.intersection(words(name)))
        if said & {"models", "llms"}:
            return _MEASURES.isdisjoint(said)
    return bool(_SPEAKS.intersection(said)) and _MEASURES.isdisjoint(said)


def takes_word(callee: tuple[str, ...], value: str) -> bool:
    """True unless a word without a number is given to what only has to do with AI: ``ProcessAiJob("gemini_flash")``."""
    if value.isalpha() and not value.islower():
        return False  # LLMClient("MistralAI", model): how people write a vendor
    word = value.isalpha() or ("_" in value and not any(character.isdigit() for character in value))
    return not word or prompts_model(callee) or bool((_SPEAKS - {"ai"}).intersection(words(".".join(callee[-2:]))))


_NAMING = frozenset("name names label labels title titles info display description descriptions literal type".split())


def makes_one(callee: tuple[str, ...]) -> bool:
    """True for a class by its name, and not of what only tells of a model: ``acme.Provider("qwen-2.5")``.

    What it makes is a model where a name that says so holds it.
    """
    said = words(last(callee))
    return last(callee)[:1].isupper() and len(said) > 1 and (_MEASURES | _NAMING | _CARDS).isdisjoint(said)


def hands_out(callee: tuple[str, ...]) -> bool:
    """True for a look-up among models by an id: ``MODELS.get("gpt-4o")``; not among their prices, limits and names."""
    if len(callee) < len(("table", "get")) or last(callee) not in _ELSE_GIVEN:
        return False
    return holds_models(callee[-2])


def holds_models(table: str) -> bool:
    """True for what may hold models by their ids, by its name."""
    return (_MEASURES | _NAMING).isdisjoint(words(table))


_EITHER = frozenset({"ternary", "ternaryf", "iif", "ifelse"})


def takes_either(callee: tuple[str, ...]) -> bool:
    """True for a call that hands on its second or third argument: ``lo.Ternary(big, "gpt-4o", "gpt-4o-mini")``."""
    return last(callee).replace("_", "").lower() in _EITHER


def see_through(name: str) -> bool:
    """True for an argument that only says 'default': the slot is the one that the whole call fills."""
    return name in _SEE_THROUGH


def wraps(callee: tuple[str, ...]) -> bool:
    """True for a call that hands its argument on unchanged: ``Some("x")``, ``useState("x")``, ``Field("x")``."""
    return last(callee) in WRAPPERS


_FIELDS = frozenset("textinput textbox numberinput number selectbox select dropdown radio combobox".split())
_FIRST = frozenset({"selectbox", "radio"})


def is_field(callee: tuple[str, ...]) -> bool:
    """True for a field of a page that holds a value until somebody changes it: ``st.text_input``, ``gr.Dropdown``."""
    return "".join(words(last(callee))) in _FIELDS or is_slider(callee)


def is_slider(callee: tuple[str, ...]) -> bool:
    """True for a field whose first two numbers are its bounds: ``st.slider("Max tokens", 1, 4000, 1024)``."""
    return words(last(callee)) == ("slider",)


def chooses_first(callee: tuple[str, ...]) -> bool:
    """True for a field that stands on its first choice unless it is told another: ``st.selectbox("Model", [...])``."""
    return len(callee) > 1 and last(callee) in _FIRST


_CHOICES = frozenset("pick choose select resolve route decide determine fallback default actual real upstream".split())
"""Words of functions that choose among what there is."""
_TELLS = frozenset(
    """
    display label title pretty human normalize normalized normalise canonical canonicalize strip parse clean format
    is has supports can mock fake
    """.split()
)
"""Words of functions that only write a model's name otherwise, or ask something of it."""
_FOR = lazy(r"(?<=\w)_(?:for|from)_(?=\w)|(?<=[a-z0-9])(?:For|From)(?=[A-Z])")
_RATHER = _TELLS | frozenset(
    """
    token tokens price prices pricing cost costs limit limits context window size length encoding encoder tokenizer
    family provider vendor description icon color base short info type kind test example sample previous old legacy
    deprecated version url endpoint path class key voice avatar group category tier level mode
    """.split()
)
"""Words of functions that tell something of a model instead of choosing one."""


def chooses_model(function: str) -> bool:
    """True for a function whose result is a model by its name, though its last word is none: ``model_for_tier``."""
    said = words(function)
    if "for" in said:
        said = said[: said.index("for")]
    if not _RATHER.isdisjoint(said):
        return False
    return not {"model", "models", "llm"}.isdisjoint(said) or (not _CHOICES.isdisjoint(said) and len(said) <= 3)


def asked_of(function: str) -> str:
    """What a function tells, without what for or from: ``default_model`` of ``default_model_for_provider``."""
    return _FOR.split(function, maxsplit=1)[0]


def tells_name(function: str) -> bool:
    """True for a function whose result is only another spelling of a model's name: ``normalize_model``."""
    return not _TELLS.isdisjoint(words(function))


_ELSE_GIVEN = frozenset("get getOrDefault get_or_default GetValueOrDefault getOrElse fetch pop".split())


def takes_default(callee: tuple[str, ...]) -> bool:
    """True for a look-up whose second argument is what there is otherwise: ``names.get(name, "gpt-4o")``."""
    return len(callee) > 1 and last(callee) in _ELSE_GIVEN
