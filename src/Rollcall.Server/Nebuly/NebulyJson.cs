using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Rollcall.Server.Nebuly;

/// <param name="Message">For people.</param>
/// <param name="Deleted">People taken off the list.</param>
/// <param name="Unknown">Ids that nobody on the list has.</param>
internal sealed record DeletedAnswer(string Message, int Deleted, int Unknown);

/// <summary>The answer to who made a project.</summary>
/// <param name="ApiKey">A secret key, shown this once.</param>
internal sealed record CreatedProjectAnswer(string ApiKey, string ProjectId)
{
    public override string ToString() => $"CreatedProjectAnswer {{ ProjectId = {ProjectId} }}";
}

/// <param name="Message">For people.</param>
internal sealed record MessageAnswer(string Message);

/// <param name="Message">For people.</param>
/// <param name="Deleted">Interactions that are gone.</param>
internal sealed record ErasedAnswer(string Message, long Deleted);

/// <summary>The answer to every event.</summary>
internal sealed record EventAnswer(string Id);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DeletedAnswer))]
[JsonSerializable(typeof(ErasedAnswer))]
[JsonSerializable(typeof(EventAnswer))]
[JsonSerializable(typeof(CreatedProjectAnswer))]
[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class NebulyJson : JsonSerializerContext;
