using System.Collections;
using DuckDB.NET.Data;
using Rollcall.Bench.Years;

namespace Rollcall.Bench.Soak;

/// <summary>Whether what was acknowledged is there, and once: every row of a project that nobody has open is ticked off by its number.</summary>
internal sealed record Audit(long Found, long Missing, long Twice, long Unknown)
{
    public bool IsWhole => Missing == 0 && Twice == 0 && Unknown == 0;

    /// <param name="project">Its folder; what waits in its journal is moved to the months first.</param>
    /// <param name="acknowledged">Numbers from 0 to one less are looked for.</param>
    public static async Task<Audit> Of(string project, long acknowledged)
    {
        _ = await Opening.Of(project);
        var isFound = new BitArray((int)acknowledged);
        long found = 0, twice = 0, unknown = 0;
        foreach (var file in Directory.GetFiles(Path.Combine(project, "months"), "*.duckdb"))
        {
            await using var month = new DuckDBConnection($"DataSource={file};ACCESS_MODE=READ_ONLY");
            month.Open();
            await using var command = month.CreateCommand();
            command.CommandText = "SELECT conversation FROM interaction";
            await using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                var number = SentInteraction.NumberOf(rows.GetString(0));
                found++;
                if (number < 0 || number >= acknowledged)
                    unknown++;
                else if (isFound[(int)number])
                    twice++;
                else
                    isFound[(int)number] = true;
            }
        }

        return new(found, isFound.Cast<bool>().Count(one => !one), twice, unknown);
    }
}
