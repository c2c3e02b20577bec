using System.Text.Json.Serialization;

namespace Rollcall.Server.Hosting;

/// <summary>RFC 9457 problem details. <c>type</c> is left out, which means <c>about:blank</c>: the status says what kind it is, the code which.</summary>
public sealed record ProblemBody(
    string Title,
    int Status,
    string Code,
    string Detail,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ProblemError>? Errors);

/// <summary>How Nebuly's API says no.</summary>
internal sealed record DetailBody(string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(DetailBody))]
internal sealed partial class HostingJson : JsonSerializerContext;
