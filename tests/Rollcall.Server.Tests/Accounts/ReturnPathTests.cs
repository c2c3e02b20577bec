using Rollcall.Server.Accounts;
using Xunit;

namespace Rollcall.Server.Tests.Accounts;

public sealed class ReturnPathTests
{
    [Theory]
    [InlineData("/p/abc/people?range=90d&people.department=Sales", "/p/abc/people?range=90d&people.department=Sales")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/a\\b", "/")]
    [InlineData("/a\r\nSet-Cookie: x", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public void Only_own_paths_are_returned_to(string? asked, string expected) => Assert.Equal(expected, ReturnPath.Own(asked));
}
