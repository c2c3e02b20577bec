namespace Rollcall.Server.Tests.Nebuly;

/// <summary>
/// Every path by which Nebuly's clients send interactions, with its fields and spellings: what is sent, and what must be stored of it. In <c>Stored</c>, an object has the fields that are
/// named (null: must be absent); an array has as many interactions.
/// </summary>
internal static class NebulyWrites
{
    public sealed record Write(string What, string Path, string Body, string Stored);

    private const string Times = "\"time_start\":\"2026-03-05T09:00:00Z\",\"time_end\":\"2026-03-05T09:00:09Z\"";

    public static IReadOnlyList<Write> All { get; } =
    [
        new("The Python client's watch: spans name model and tokens, history is kept", "/v1/events", """
            {"body":{"input":"Hi","output":"Hello","time_start":"2026-03-05T09:00:00.123456+00:00","time_end":"2026-03-05T10:00:01.5+01:00","end_user":"u1","end_user_group_profile":"sales",
              "spans":[{"module":"openai","version":"1.2","function":"chat.create","called_start":"2026-03-05T09:00:00+00:00","called_end":"2026-03-05T09:00:01+00:00","called_with_args":[],
                "called_with_kwargs":{"model":"gpt-x","temperature":0},"returned":{"usage":{"prompt_tokens":12,"completion_tokens":5}},"generator":false,"span_id":"7b2f","media":null}],
              "history":[["a","b"]],"hierarchy":{"7b2f":null},"tags":{"k":"v","gone":null},"feature_flags":["new-prompt"],"conversation_id":"c9"},"anonymize":false}
            """, """
            {"end_user":"u1","input":"Hi","output":"Hello","time_start":"2026-03-05T09:00:00.123456Z","time_end":"2026-03-05T09:00:01.500000Z","conversation_id":"c9","model":"gpt-x","input_tokens":12,
             "output_tokens":5,"tags":{"k":"v"},"context":{"history":[["a","b"]],"feature_flags":["new-prompt"],"end_user_group_profile":"sales","hierarchy":{"7b2f":null} } }
            """),
        new("The Python client's example: nulls everywhere", "/v1/events", """
            {"body":{"input":"Hi","output":"Hello","time_start":"2026-03-05T09:00:00.123456+00:00","time_end":"2026-03-05T09:00:02.5+00:00","spans":[],
            "history":[["a","b"]],"hierarchy":{},"end_user":"u1","end_user_group_profile":null,"tags":null,"feature_flags":null,"conversation_id":null},"anonymize":true}
            """, """{"end_user":"u1","input":"Hi","output":"Hello","traces":null,"context":{"history":[["a","b"]]},"tags":{},"model":null}"""),
        new("v1 interactions: input, history, system prompt, model, sources", "/v1/events/interactions", $$"""
            {"interaction":{"input":"Which plan?","output":"Team.",{{Times}},"end_user":"u2","history":[["Hi","Hello"]],"system_prompt":"Be brief.","model":"m1","rag_sources":["plans.pdf","faq"],
              "tags":{"Product Tier":"gold"},"feature_flag":["x"]},"anonymize":false}
            """, """
            {"end_user":"u2","input":"Which plan?","output":"Team.","model":"m1","tags":{"Product Tier":"gold"},
             "traces":[{"source":"plans.pdf"},{"source":"faq"}],"context":{"system_prompt":"Be brief.","history":[["Hi","Hello"]],"feature_flag":["x"]}}
            """),
        new("v2 interactions: the last user message is the input", "/v2/events/interactions", $$"""
            {"interaction":{"messages":[{"role":"system","content":"s"},{"role":"user","content":"first"},{"role":"assistant","content":"a"},{"role":"user","content":"last"},{"role":"tool","content":"t"}],
              "output":"o",{{Times}},"end_user":"u3","conversation_id":"c1","rag_sources":[],"model":"m2","tags":{},"feedback_actions":[{"slug":"thumbs_down"}]},"anonymize":false,"hide_content":false}
            """, """{"end_user":"u3","input":"last","output":"o","conversation_id":"c1","model":"m2","traces":null,"feedback":[{"slug":"thumbs_down"}],"tags":{}}"""),
        new("v1 trace: the JavaScript client", "/v1/events/trace_interaction", """
            {"interaction":{"input":"Which plan?","output":"Team.","time_start":"2026-03-05T12:00:00.000Z","time_end":"2026-03-05T12:00:03.000Z","history":[["Hi","Hello"]],"end_user":"u1","tags":{},"conversation_id":null},
             "traces":[{"model":"m","system_prompt":"","history":[],"input":"Which plan?","output":"Team.","input_tokens":0,"output_tokens":0}],"anonymize":false}
            """, """{"end_user":"u1","input":"Which plan?","model":"m","input_tokens":0,"output_tokens":0}"""),
        new("v2 trace: model, retrieval and embedding; feedback_actions", "/v2/events/trace_interaction", $$"""
            {"interaction":{"conversation_id":"c2","input":"How many days off?","output":"25.",{{Times}},"end_user":"user_01","hide_content":false,"tags":{"model":"model-x","final_model":null},"feature_flags":["a","b"],
              "previous_interactions":[{"input":"i","output":"o"}]},
             "traces":[{"model":"big","messages":[{"role":"user","content":"x"}],"output":"y","input_tokens":100,"output_tokens":20,"cost":700},
              {"source":"hr.docx","input":"https://files.invalid/hr.docx","outputs":["hr.docx"]},{"input":"no source","outputs":[]},{"model":"embed","input":"x","input_tokens":5}],
             "feedback_actions":[{"slug":"rating","value":4}],"anonymize":false}
            """, """
            {"conversation_id":"c2","model":"big","input_tokens":105,"output_tokens":20,"cost":700,"tags":{"model":"model-x"},"feedback":[{"slug":"rating","value":4}],
             "traces":[{"model":"big","messages":[{"role":"user","content":"x"}],"output":"y","input_tokens":100,"output_tokens":20,"cost":700},{"source":"hr.docx","input":"https://files.invalid/hr.docx","outputs":["hr.docx"]},
              {"input":"no source","outputs":[]},{"model":"embed","input":"x","input_tokens":5}],"context":{"previous_interactions":[{"input":"i","output":"o"}],"feature_flags":["a","b"]}}
            """),
        new("v3 trace: the sync programs; user_feedback", "/v3/events/trace_interaction", """
            {"interaction":{"conversation_id":"c1","input":"How many days off?","output":"25.","time_start":"2026-03-05T09:00:00Z","time_end":"2026-03-05T09:00:09Z","end_user":"user_01","hide_content":false,"tags":{"model":"model-x"}},
             "traces":[{"source":"hr.docx","input":"https://files.invalid/hr.docx","outputs":["hr.docx"]}],"user_feedback":[{"slug":"thumbs_up","text":"Good"}],"anonymize":false}
            """, """{"end_user":"user_01","conversation_id":"c1","input":"How many days off?","output":"25.","time_end":"2026-03-05T09:00:09Z","feedback":[{"slug":"thumbs_up","text":"Good"}],"tags":{"model":"model-x"}}"""),
        new("An empty output, tags null, unknown fields", "/v3/events/trace_interaction", $$"""
            {"interaction":{"conversation_id":null,"input":"Hi","output":"",{{Times}},"end_user":"u","tags":null,"locale":"it"},"traces":[],"user_feedback":[],"anonymize":false,"sdk":"x"}
            """, """{"input":"Hi","output":"","traces":null,"feedback":null,"context":null,"tags":{}}"""),
        new("Anonymized: masked", "/v2/events/trace_interaction", $$"""
            {"interaction":{"conversation_id":"c","input":"I am ann@acme.example","output":"Hello",{{Times}},"end_user":"ann@acme.example"},"traces":[{"model":"m","input":"I am ann@acme.example","output":""}],"anonymize":true}
            """, """{"end_user":"ann@acme.example","input":"I am [email]","traces":[{"model":"m","input":"I am [email]","output":""}]}"""),
        new("Anonymized, as a string", "/v2/events/interactions", $$"""{"interaction":{"input":"call +49 171 5550123","output":"",{{Times}},"end_user":"u"},"anonymize":"true"}""", """{"input":"call [phone]"}"""),
        new("Hidden: no text is kept, the rest is", "/v2/events/interactions", $$"""{"interaction":{"input":"i","output":"o",{{Times}},"end_user":"u","model":"m"},"hide_content":true}""", """{"end_user":"u","model":"m","input":null,"output":null}"""),
        new("A conversation: its interactions together, feedback and trace each", "/v2/events/trace_conversation", """
            {"conversation":{"end_user":"u5","interactions":[
              {"input":"one","output":"1","time_start":"2026-03-05T09:00:00Z","time_end":"2026-03-05T09:00:01Z","tags":{"k":"v"},"trace":[{"model":"m","input":"one","output":"1","input_tokens":3,"output_tokens":1}]},
              {"input":"two","output":"2","time_start":"2026-03-05T09:01:00Z","time_end":"2026-03-05T09:01:01Z","feedback_actions":[{"slug":"copy_output","text":"2"}]}]}}
            """, """[{"end_user":"u5","input":"one","tags":{"k":"v"},"model":"m","input_tokens":3},{"end_user":"u5","input":"two","feedback":[{"slug":"copy_output","text":"2"}],"model":null}]"""),
    ];

    /// <summary>What later facts speak of: begins at 09:00 of 2026-03-05, ends 9 s later.</summary>
    public static Write Interaction { get; } = new("The interaction", "/v2/events/trace_interaction", $$"""
        {"interaction":{"conversation_id":"c1","input":"How many days off?","output":"25.",{{Times}},"end_user":"user_01","tags":{"plan":"free","model":"x"} },"traces":[],"feedback_actions":[{"slug":"paste","text":"p"}],"anonymize":false}
        """, "");

    private const string Texts = "\"input\":\"How many days off?\",\"output\":\"25.\"";

    /// <summary>Every form of what is said of <see cref="Interaction"/> by itself, before it or after.</summary>
    public static IReadOnlyList<Write> Later { get; } =
    [
        new("Feedback as `action`, masked where nothing else is said", "/v1/events/feedback",
            $$"""{"action":{"slug":"thumbs_up","text":"Good, ann@acme.example"},"metadata":{ {{Texts}},"end_user":"user_01","timestamp":"2026-03-05T09:01:00Z"} }""",
            """{"feedback":[{"slug":"paste","text":"p"},{"slug":"thumbs_up","text":"Good, [email]","timestamp":"2026-03-05T09:01:00Z"}]}"""),
        new("Feedback as `feedback`: a rating", "/v1/events/feedback",
            $$"""{"feedback":{"slug":"rating","value":4},"metadata":{ {{Texts}},"end_user":"user_01","timestamp":"2026-03-05T09:01:00.5+00:00","anonymize":false} }""",
            """{"feedback":[{"slug":"paste","text":"p"},{"slug":"rating","value":4,"timestamp":"2026-03-05T09:01:00.5Z"}]}"""),
        new("Feedback not anonymized", "/v1/events/feedback",
            $$"""{"action":{"slug":"comment","text":"mine is ann@acme.example","value":null},"metadata":{ {{Texts}},"end_user":"user_01","end_user_group_profile":null,"timestamp":"2026-03-05T09:01:00Z","anonymize":false},"sdk":"x"}""",
            """{"feedback":[{"slug":"paste","text":"p"},{"slug":"comment","text":"mine is ann@acme.example","timestamp":"2026-03-05T09:01:00Z"}]}"""),
        new("Feedback without texts, with the other spelling of its time", "/v1/events/feedback",
            """{"feedback":{"slug":"thumbs_down","text":null},"metadata":{"input":null,"output":null,"end_user":"user_01","time_start":"2026-03-05T09:05:00Z","anonymize":"true"}}""",
            """{"feedback":[{"slug":"paste","text":"p"},{"slug":"thumbs_down","timestamp":"2026-03-05T09:05:00Z"}]}"""),
        new("Feedback with the input alone: something copied", "/v1/events/feedback",
            """{"action":{"slug":"copy_output","text":"25."},"metadata":{"input":"How many days off?","end_user":"user_01","timestamp":"2026-03-05T09:01:00Z"}}""",
            """{"feedback":[{"slug":"paste","text":"p"},{"slug":"copy_output","text":"25.","timestamp":"2026-03-05T09:01:00Z"}]}"""),
        new("Tags: new keys are added, given ones overwritten, others stay", "/v2/events/tags",
            """{"tags":{"plan":"team","Product Tier":"gold"},"metadata":{"end_user":"user_01","time_start":"2026-03-05T09:00:00Z"}}""",
            """{"tags":{"Product Tier":"gold","model":"x","plan":"team"}}"""),
        new("Tags with the other spelling and the texts; null and empty take away", "/v2/events/tags",
            $$"""{"tags":{"plan":null,"model":"","k":"v"},"metadata":{"end_user":"user_01","timestamp":"2026-03-05T10:00:00+01:00",{{Texts}} } }""",
            """{"tags":{"k":"v"}}"""),
    ];
}
