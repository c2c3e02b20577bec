using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Nebuly.Variants;

/// <summary>
/// Which variant of a flag a person gets: always the same, by their id, the flag's name and the variants' names and weights alone. No order matters and nothing is stored. Each variant
/// draws a number for the person, and the weighted least wins; so a variant that comes, goes or changes its weight moves only those people whom its share gains or loses.
/// </summary>
internal static class VariantAssignment
{
    /// <summary>Null where every weight is 0.</summary>
    /// <param name="flag">With its variants.</param>
    /// <param name="endUser">As <see cref="EndUserId.Clean"/> leaves it: however a person is spelled, it is one.</param>
    public static FeatureFlag.Variant? Of(FeatureFlag flag, string endUser)
    {
        var person = EndUserId.Fold(endUser);
        return flag.Variants.Where(variant => variant.Weight > 0).MinBy(variant => -Math.Log(Drawn(flag.Name, variant.Name, person)) / variant.Weight);
    }

    // In (0, 1), evenly. What is hashed must stay: it decides who got what. Lengths keep "a","bc" and "ab","c" apart.
    private static double Drawn(string flag, string variant, string person)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{flag.Length}:{flag}{variant.Length}:{variant}{person}"));
        return ((BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) + 0.5) / (1L << 53);
    }
}
