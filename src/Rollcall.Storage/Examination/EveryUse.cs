using Microsoft.Data.Sqlite;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Examination;

/// <summary>Who was active on which day, read row by row: what the index must come to.</summary>
internal static class EveryUse
{
    public static IEnumerable<(int Person, Day Day)> Of(SqliteConnection connection, MonthEngine engine, MonthLedger ledger, ProjectCalendar calendar)
    {
        var people = new Dictionary<int, int>();
        using (var rows = new Statement(connection, "SELECT number, person FROM identifier"))
        {
            while (rows.Read())
                people[(int)rows.Number(0)] = (int)rows.Number(1);
        }

        using (var rows = new Statement(connection, $"SELECT seq, identifier, time_start FROM interaction i WHERE {JournalDialect.NotErased}"))
        {
            while (rows.Read())
            {
                if (rows.Number(0) > ledger.MovedThrough || ledger.Find(Month.Of(rows.Number(2))) is { IsRepairing: true })
                    yield return (people[(int)rows.Number(1)], calendar.DayOf(rows.Number(2)));
            }
        }

        foreach (var month in ledger.Months.Where(entry => !entry.IsRepairing).Select(entry => entry.Month))
        {
            List<(int, Day)> uses = [];
            using var session = MonthSession.ForWriter(engine, ledger);
            var conditions = new InteractionConditions(MonthDialect.Instance).AndThrough(ledger.MovedThrough).AndNotErased(ledger, month);
            session.Read(
                month, $"SELECT i.identifier, i.time_start FROM {{month}}.interaction i WHERE {conditions.Sql}", conditions.Values,
                row => uses.Add((people[row.GetInt32(0)], calendar.DayOf(row.GetInt64(1)))));
            foreach (var use in uses)
                yield return use;
            foreach (var (identifier, quarter, count) in MonthReads.Totals(session, month))
            {
                for (var i = 0L; i < count; i++)
                    yield return (people[identifier], calendar.DayOf(quarter));
            }

        }
    }
}
