using DuckDB.NET.Data;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;
using Xunit;

namespace Rollcall.Storage.Tests.Months;

public sealed class LocalDaysTests
{
    // An hour twice, half an hour, a day that is left out, clocks that change at midnight, and a zone that never changes.
    [Theory]
    [InlineData("Europe/Rome", 202603, 2)]
    [InlineData("Europe/Rome", 202610, 2)]
    [InlineData("Europe/Rome", 202606, 1)]
    [InlineData("Australia/Lord_Howe", 202604, 2)]
    [InlineData("Pacific/Apia", 201112, 2)]
    [InlineData("America/Asuncion", 202310, 2)]
    [InlineData("America/Havana", 202511, 2)]
    [InlineData("Asia/Kathmandu", 202602, 1)]
    [InlineData("UTC", 202602, 1)]
    public void The_engine_finds_the_days_of_the_calendar(string zone, int number, int least)
    {
        var (calendar, month) = (new ProjectCalendar(TimeZoneInfo.FindSystemTimeZoneById(zone), DayOfWeek.Monday), new Month(number));
        var days = new LocalDays(calendar, month).Of("t");
        Assert.InRange(days.Split("WHEN").Length, least, least + 1);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT t, ({days})::INTEGER FROM (
              SELECT {month.Start} + q * 900000000 + o AS t FROM range(({month.End} - {month.Start}) // 900000000) a(q), (VALUES (0), (1), (899999999)) b(o))
            """;
        using var rows = command.ExecuteReader();
        var count = 0;
        for (; rows.Read(); count++)
            Assert.Equal(calendar.DayOf(rows.GetInt64(0)), new Day(rows.GetInt32(1)));
        Assert.Equal(3 * (month.End - month.Start) / 900_000_000, count);
    }
}
