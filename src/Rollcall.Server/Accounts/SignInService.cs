using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Rollcall.Server.Hosting;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Accounts;

public abstract record SignInAnswer
{
    public sealed record SignedIn(Account Account) : SignInAnswer;

    /// <summary>Wrong password, unknown address or locked account: which of them is nobody's business.</summary>
    public sealed record Refused : SignInAnswer;

    public sealed record TooMany(TimeSpan RetryAfter) : SignInAnswer;
}

/// <summary>Begins and ends sessions. Scoped: it writes the cookie of the current request.</summary>
public sealed class SignInService(
    SignInManager<Account> signIn, DecoyPassword decoy, SignInLimit limit, AuditLog audit, IOptions<RefusalOptions> refusals)
{
    public async Task<SignInAnswer> SignIn(string email, string password, HttpContext context)
    {
        var caller = context.LimitedBy();
        if (limit.Wait(caller) is { } wait)
            return new SignInAnswer.TooMany(wait);

        var pause = Task.Delay(refusals.Value.Least);
        var account = email.Length <= AccountRules.LongestEmail ? await signIn.UserManager.FindByEmailAsync(email.Trim()) : null;
        var by = account is null ? Actor.Unknown(context) : new Actor(account.Email!, account.Id, context.Address());
        if (await IsRight(account, password))
        {
            await signIn.SignInAsync(account!, isPersistent: true);
            await audit.Write(by, AuditAction.SignedIn);
            return new SignInAnswer.SignedIn(account!);
        }

        limit.Failed(caller);
        await audit.Write(by, AuditAction.SignInRefused);
        await pause;
        return new SignInAnswer.Refused();
    }

    public async Task SignOut(HttpContext context)
    {
        var by = Actor.Of(context);
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        await audit.Write(by, AuditAction.SignedOut);
    }

    // One hash is computed on every way through, or the time taken would tell which addresses have accounts and which are locked. The pause
    // covers what is left: counting a failure is a few writes more for a known account.
    private async Task<bool> IsRight(Account? account, string password)
    {
        if (password.Length > AccountRules.LongestPassword)
            password = "";   // never right, and hashed as any other
        if (account is null || await signIn.UserManager.IsLockedOutAsync(account))
        {
            decoy.Verify(password);
            return false;
        }

        return (await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true)).Succeeded;
    }
}
