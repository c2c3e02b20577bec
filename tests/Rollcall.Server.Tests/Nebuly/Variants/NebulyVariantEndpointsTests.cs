using System.Text.Json;
using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly.Variants;

/// <summary>Flags of the settings, and who gets which of their variants.</summary>
public sealed class NebulyVariantEndpointsTests
{
    private const string Settings = "/api/v1/settings", Path = "/api/external/variants";

    private const string Flags = """
        {"feature_flags":[
          {"name":"prompt-test","variants":[
            {"name":"old","weight":3,"kind":"prompt","prompt":"Be brief.","config_params":[{"name":"t","value":0.25,"param_type":"number"},{"name":"stop","value":["x",1],"param_type":"array"},{"name":"s","value":"é","param_type":"string"},{"name":"b","value":false,"param_type":"boolean"}]},
            {"name":"new","kind":"prompt","prompt":"Be kind."}]},
          {"name":"model-test","variants":[{"name":"big","weight":1,"kind":"model","model_id":"model-x"}]},
          {"name":"off","variants":[{"name":"a","weight":0,"kind":"rag_source","rag_source":"wiki"}]}]}
        """;

    [Fact]
    public async Task Flags_are_settings_and_a_user_gets_one_variant_of_each()
    {
        await using var server = await RollcallServer.Start();
        using var client = server.Client(KeyKind.Secret);
        var changed = await client.Call("PATCH", Settings, Flags);
        Assert.Equal(200, changed.Status);
        Assert.Equal(["model-test", "off", "prompt-test"], changed["feature_flags"].EnumerateArray().Select(flag => flag.GetProperty("name").GetString()!));
        // What was read can be sent back as it is.
        Assert.Equal(changed.Text, (await client.Call("PATCH", Settings, changed.Text)).Text);

        var both = await Ask(client, "ann@acme.example", """["prompt-test","unknown","off","model-test"]""");
        Assert.Equal("""{"feature_flag_name":"model-test","variant":{"kind":"model","model_id":"model-x","config_params":[]}}""", both[0]);
        Assert.Equal(2, both.Count);
        Assert.Equal(both, await Ask(client, " ANN@acme.EXAMPLE ", """["model-test","prompt-test"]"""));
        Assert.Equal(both, await Ask(client, "ann@acme.example", null));
        Assert.Empty(await Ask(client, "ann@acme.example", "[]"));
        var old = (await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Ask(client, $"user {i}", """["prompt-test"]""")))).Select(answer => answer.Single()).First(answer => answer.Contains("brief", StringComparison.Ordinal));
        Assert.Equal("""{"feature_flag_name":"prompt-test","variant":{"kind":"prompt","prompt":"Be brief.","config_params":[{"name":"t","value":0.25,"param_type":"number"},{"name":"stop","value":["x",1],"param_type":"array"},{"name":"s","value":"é","param_type":"string"},{"name":"b","value":false,"param_type":"boolean"}]}}""", JsonDocument.Parse(old).RootElement.GetRawText().Replace("\\u00E9", "é", StringComparison.Ordinal));

        foreach (var kind in Enum.GetValues<KeyKind>())
            Assert.Equal(kind is KeyKind.Secret or KeyKind.Read ? 200 : 403, (await server.Client(kind).Call("POST", Path, """{"user":"u","feature_flags":[]}""")).Status);
        Assert.Equal("[]", (await client.Call("PATCH", Settings, """{"feature_flags":null}"""))["feature_flags"].GetRawText());
    }

    [Fact]
    public async Task Flags_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("rollcall-server-").FullName;
        try
        {
            IReadOnlyList<string> before;
            await using (var server = await RollcallServer.Start(folder: folder))
            {
                await server.Client(KeyKind.Secret).Call("PATCH", Settings, Flags);
                before = await Ask(server.Client(KeyKind.Read), "ann", null);
            }

            await using var again = await RollcallServer.Start(folder: folder);
            Assert.Equal(2, before.Count);
            Assert.Equal(before, await Ask(again.Client(KeyKind.Read), "ann", null));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Everything_wrong_with_flags_is_said_with_its_place()
    {
        await using var server = await RollcallServer.Start();
        using var client = server.Client(KeyKind.Secret);
        await Refused("""{"feature_flags":{}}""", "feature_flags wrong_type");
        await Refused(
            """
            {"feature_flags":[7,{"name":"a"},{"name":"b","variants":[]},{"name":"b","colour":1,"variants":[
              {"name":"x","kind":"prompt"},{"name":"x","kind":"mood","weight":-1},{"kind":"model","model_id":5,"prompt":"p","config_params":[{"name":"n","value":"1","param_type":"number"},{"name":"\u0000","value":1,"param_type":"date"},{"param_type":"string"}]}]}]}
            """,
            "feature_flags duplicate_name", "feature_flags[0] wrong_type", "feature_flags[1].variants required", "feature_flags[2].variants required", "feature_flags[3].colour unknown_field",
            "feature_flags[3].variants duplicate_name", "feature_flags[3].variants[0].prompt required", "feature_flags[3].variants[1].kind unknown_kind", "feature_flags[3].variants[1].weight out_of_range",
            "feature_flags[3].variants[2].config_params[0].value wrong_type", "feature_flags[3].variants[2].config_params[1].name control_character",
            "feature_flags[3].variants[2].config_params[1].param_type unknown_type", "feature_flags[3].variants[2].config_params[2].name required",
            "feature_flags[3].variants[2].config_params[2].value required", "feature_flags[3].variants[2].model_id wrong_type", "feature_flags[3].variants[2].name required", "feature_flags[3].variants[2].prompt unknown_field");
        await Refused($$"""{"feature_flags":[{"name":"a","variants":[{"name":"x","kind":"prompt","prompt":"{{new string('p', 500_000)}}"}]}]}""", "feature_flags too_large");
        Assert.Equal("[]", (await client.Call("GET", Settings))["feature_flags"].GetRawText());

        foreach (var (body, loc) in new[] { ("[]", "body"), ("{}", "body.user"), ("""{"user":""}""", "body.user"), ("""{"user":7}""", "body.user"), ("""{"user":"\ud800"}""", "body.user"), ("""{"user":"u","feature_flags":"a"}""", "body.feature_flags"), ("""{"user":"u","feature_flags":["a",1]}""", "body.feature_flags.1") })
        {
            var answer = await client.Call("POST", Path, body);
            Assert.Equal(422, answer.Status);
            Assert.Contains(loc, answer["detail"].EnumerateArray().Select(entry => string.Join('.', entry.GetProperty("loc").EnumerateArray())));
        }

        async Task Refused(string body, params string[] faults)
        {
            var answer = await client.Call("PATCH", Settings, body);
            Assert.Equal(422, answer.Status);
            Assert.Equal(faults, answer["errors"].EnumerateArray().Select(error => $"{error.GetProperty("path").GetString()} {error.GetProperty("code").GetString()}").Order(StringComparer.Ordinal));
        }
    }

    private static async Task<IReadOnlyList<string>> Ask(HttpClient client, string user, string? flags)
    {
        var answer = await client.Call("POST", Path, $$"""{"user":{{JsonSerializer.Serialize(user)}}{{(flags is null ? "" : $",\"feature_flags\":{flags}")}},"x":1}""");
        Assert.Equal(200, answer.Status);
        return [.. answer["variants"].EnumerateArray().Select(variant => variant.GetRawText())];
    }
}
