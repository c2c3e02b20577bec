using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Projects;

public sealed class KeyTextTests
{
    [Theory]
    [InlineData(KeyKind.Secret, "rc_sec_")]
    [InlineData(KeyKind.Ingest, "rc_ing_")]
    [InlineData(KeyKind.Population, "rc_pop_")]
    [InlineData(KeyKind.Read, "rc_read_")]
    public void A_key_has_its_kind_and_256_bits(KeyKind kind, string prefix)
    {
        var keys = Enumerable.Range(0, 1_000).Select(_ => KeyText.New(kind)).ToList();
        Assert.All(keys, key => Assert.Matches($"^{prefix}[0-9A-Za-z]{{43}}$", key));
        Assert.Distinct(keys);
        Assert.Equal(keys[0][..(prefix.Length + 4)], KeyText.Shown(keys[0]));
    }

    [Fact]
    public void A_key_of_another_form_shows_four_characters() => Assert.Equal("my-o", KeyText.Shown("my-own-key-of-20-chars"));
}
