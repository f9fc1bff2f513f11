using System.Security.Cryptography;
using System.Text;

namespace ParleyHost;

public sealed record AuthenticateRequest(string? UserNameOrEmailAddress, string? Password);

public sealed record RefreshRequest(string? RefreshToken);

/// <summary>The host's own sign-in, in ABP's words. A real host has this already.</summary>
public static class TokenAuth
{
    public static void MapTokenAuth(this WebApplication app)
    {
        app.MapPost("/api/TokenAuth/Authenticate", (AuthenticateRequest request, Settings settings, HostTokens tokens) =>
        {
            var (name, password) = (request.UserNameOrEmailAddress ?? "", request.Password ?? "");
            var user = settings.Users.FirstOrDefault(one => IsCalled(one, name));
            // Compared for unknown users too, so that the time does not tell them from a wrong password.
            var isRight = IsSame(user?.Password ?? "", password);
            return user is { Password.Length: > 0 } && isRight ? Grant(user, settings, tokens) : Refuse("Invalid user name or password");
        });
        app.MapPost("/api/TokenAuth/RefreshToken", (RefreshRequest request, Settings settings, HostTokens tokens) =>
        {
            var name = tokens.ReadRefresh(request.RefreshToken ?? "")?.UserName;
            var user = settings.Users.FirstOrDefault(one => one.UserName == name);
            return user is null ? Refuse("The refresh token is not valid") : Grant(user, settings, tokens);
        });
    }

    private static IResult Grant(DemoUser user, Settings settings, HostTokens tokens)
    {
        var known = new HostUser(user.UserName, OrNull(user.Name), OrNull(user.EmailAddress));
        var accessToken = tokens.IssueAccess(known);
        return Answers.Abp(new
        {
            accessToken,
            encryptedAccessToken = tokens.Encrypt(accessToken),
            expireInSeconds = settings.Token.Minutes * 60,
            userId = Array.IndexOf(settings.Users, user) + 1,
            refreshToken = tokens.IssueRefresh(known),
        });
    }

    private static IResult Refuse(string message) => Answers.AbpFail(401, message);

    private static bool IsCalled(DemoUser user, string name) =>
        user.UserName == name || (name != "" && user.EmailAddress.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsSame(string a, string b) => CryptographicOperations.FixedTimeEquals(Hash(a), Hash(b));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static string? OrNull(string text) => text == "" ? null : text;
}
