using Microsoft.AspNetCore.Identity;
using Rollcall.Server.Hosting;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Accounts;

/// <summary>Makes accounts. Scoped, as Identity is.</summary>
public sealed class AccountService(UserManager<Account> accounts, RegistryContext registry, TimeProvider clock)
{
    /// <summary>Makes an administrator who owns every project there is; every fault when it cannot be.</summary>
    public async Task<(Account? Made, IReadOnlyList<ProblemError> Faults)> CreateAdministrator(string email, string password, Actor by)
    {
        email = email.Trim();
        var faults = new List<ProblemError>();
        if (AccountRules.EmailFault(email) is { } emailFault)
            faults.Add(new ProblemError("email", "invalid_email", emailFault));
        if (AccountRules.PasswordFault(password) is { } passwordFault)
            faults.Add(new ProblemError("password", "weak_password", passwordFault));
        if (faults is not [])
            return (null, faults);

        var account = new Account { Id = Guid.CreateVersion7(clock.GetUtcNow()), UserName = email, Email = email, IsAdministrator = true, CreatedAt = clock.GetUtcNow() };
        await using var transaction = await registry.Database.BeginTransactionAsync();
        var result = await accounts.CreateAsync(account, password);
        if (!result.Succeeded)
            return (null, [.. result.Errors.Select(e => new ProblemError("email", "refused", e.Description))]);
        foreach (var project in registry.Projects.Select(p => p.Id).ToList())
            registry.Memberships.Add(new Membership { AccountId = account.Id, ProjectId = project, Role = MemberRole.Owner });
        registry.Audit.Add(by.Did(AuditAction.AccountCreated, clock, subject: email));
        await registry.SaveChangesAsync();
        await transaction.CommitAsync();
        return (account, []);
    }
}
