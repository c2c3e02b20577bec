using System.Text.Json;
using Xunit;

namespace Rollcall.Testing;

/// <summary>Compares an answer with the reference: every field that the reference has, rates within 1e-6.</summary>
public static class ReferenceAnswers
{
    public static void Contains(JsonElement expected, JsonElement actual, string where)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in expected.EnumerateObject())
                {
                    Assert.True(actual.TryGetProperty(property.Name, out var value), $"{where}: {property.Name} is missing");
                    Contains(property.Value, value, $"{where}.{property.Name}");
                }

                break;
            case JsonValueKind.Array:
                Assert.True(expected.GetArrayLength() == actual.GetArrayLength(), $"{where}: {actual.GetArrayLength()} rows, wanted {expected.GetArrayLength()}");
                for (var i = 0; i < expected.GetArrayLength(); i++)
                    Contains(expected[i], actual[i], $"{where}[{i}]");
                break;
            case JsonValueKind.Number:
                Assert.True(
                    actual.ValueKind == JsonValueKind.Number && Math.Abs(expected.GetDouble() - actual.GetDouble()) <= 1e-6,
                    $"{where} is {actual}, wanted {expected}");
                break;
            default:
                Assert.True(expected.ToString() == actual.ToString() && expected.ValueKind == actual.ValueKind, $"{where} is {actual}, wanted {expected}");
                break;
        }
    }
}
